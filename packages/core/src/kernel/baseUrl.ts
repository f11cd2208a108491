import type { SettingValues } from '@reeve/contract/settings/settings'

type Ctx = { settings: Pick<SettingValues, 'MISP.baseurl'>; ports: { base: string } }
/** The address that mails call this instance by, without a slash at its end: outside a request there is no caller who called it so. */
export const baseOf = ({ settings, ports }: Ctx) => settings['MISP.baseurl'] || ports.base
