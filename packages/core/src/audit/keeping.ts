import type { RetentionClass } from '@reeve/contract/audit/logs'
import type { SettingValues } from '@reeve/contract/settings/settings'

/** For how many days the settings keep each class of entries; 0 is for ever. */
export const keepingOf = (settings: SettingValues): Record<RetentionClass, number> => ({
  auth: settings['Logs.retention_days_auth'],
  request: settings['Logs.retention_days_request'],
  email: settings['Logs.retention_days_email'],
  settings: settings['Logs.retention_days_settings'],
  data: settings['Logs.retention_days_data'],
  access: settings['Logs.retention_days_access'],
})
