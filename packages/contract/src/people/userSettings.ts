import { z } from 'zod'
import { Id, Time } from '../inputs/inputs.ts'
import { field } from '../kernel/fields.ts'
import { has, isRow } from '../kernel/filters.ts'
import { may } from '../kernel/may.ts'
import { operationsOn, under } from '../kernel/operation.ts'

/** What a user may choose for himself, under MISP's names (people-data 2.3). */
export const userSettingNames = [
  'publish_alert_filter',
  'dashboard_access',
  'dashboard',
  'homepage',
  'default_restsearch_parameters',
  'tag_numerical_value_override',
  'event_index_hide_columns',
  'periodic_notification_filters',
] as const
export type UserSettingName = (typeof userSettingNames)[number]
/** What each is for. Those that nothing in Reeve reads yet are kept for clients that ask for them. */
export const userSettingTexts: Record<UserSettingName, { about: string; kept: boolean }> = {
  homepage: { about: 'The page that opens after sign-in, unless a link leads elsewhere.', kept: false },
  publish_alert_filter: {
    about:
      'Which published events are worth a mail: AND, OR and NOT over tags, organisations and threat levels, as {"AND": {"Tag.name": "tlp:red"}}. Checked when it is saved.',
    kept: true,
  },
  periodic_notification_filters: { about: 'The events in daily, weekly and monthly summaries.', kept: true },
  default_restsearch_parameters: { about: 'Defaults for search parameters that a request leaves out.', kept: true },
  tag_numerical_value_override: {
    about: 'Numerical values for tags that replace those of their taxonomy, such as {"admiralty-scale:source-reliability=\\"a\\"": 90}.',
    kept: true,
  },
  event_index_hide_columns: { about: 'Columns hidden in lists of events, such as ["tags"].', kept: true },
  dashboard: { about: 'The widgets of the dashboard and their positions.', kept: true },
  dashboard_access: { about: 'Whether the account may open dashboards: 1 or 0. Only site admins set it.', kept: true },
}
/** These only site admins may set, for whomever. */
export const restrictedSettings: ReadonlySet<string> = new Set(['dashboard_access'])

const longest = 65_535
/** Any JSON. A text is read as JSON; nothing at all is an empty list. */
const Value = z.unknown().transform((input, ctx) => {
  const text = typeof input === 'string' ? input.trim() || '[]' : JSON.stringify(input ?? [])
  if (text.length <= longest)
    try {
      const value: z.core.util.JSONType = JSON.parse(text)
      return value
    } catch {
      // Told below, with what is wrong otherwise.
    }
  ctx.addIssue({ code: 'custom', message: `Give JSON of at most ${longest.toLocaleString('en')} characters.` })
  return z.NEVER
})

/** A choice of a user: the name says what, the value is its JSON. */
export const UserSetting = z.object({
  id: field(z.number(), { label: 'Id', column: true, sort: true }),
  setting: field(z.string(), { label: 'Setting', column: true, sort: true }),
  value: field(z.unknown(), { label: 'Value', column: true }),
  user_id: z.number(),
  user: field(z.object({ id: z.number(), email: z.string() }), { label: 'User', column: true, sort: 'user.email', of: 'users' }),
  timestamp: field(Time, { label: 'Changed', column: true, sort: true }),
  version: z.number(),
})
export type UserSetting = z.output<typeof UserSetting>

const setting = operationsOn('userSettings', { row: UserSetting, one: UserSetting, added: UserSetting })
const filters = {
  search: has('Search', 'user.email_lower', 'setting'),
  setting: has('Setting', 'setting'),
  user_id: isRow('User', 'users', 'user_id'),
}
const whose = field(Id.optional(), { label: 'User', of: 'users', setBy: may.admin, help: 'Empty: yourself.' })

export const userSettings = {
  list: setting.list({ summary: 'List user settings', allow: may.anyone, filters }),
  export: setting.export({ summary: 'Export user settings', allow: may.anyone, filters }),
  view: setting.view({ summary: 'View a user setting', allow: may.anyone }),
  get: setting.query('get', {
    summary: 'View a setting by its name',
    allow: may.anyone,
    input: { setting: z.string().max(255), user_id: Id.optional() },
    output: UserSetting,
  }),
  set: under(
    { noun: 'users', field: 'user_id', orMe: true },
    setting.act('set', {
      summary: 'Choose a setting for a user',
      allow: may.manageSelf,
      input: { setting: z.enum(userSettingNames, 'Invalid setting.'), value: Value, user_id: whose },
      output: UserSetting,
    }),
  ),
  unset: setting.act('unset', {
    summary: 'Forget a setting by its name',
    allow: may.manageSelf,
    input: { setting: z.string().max(255), user_id: whose },
    output: z.object({ id: z.number() }),
  }),
  delete: setting.delete({ summary: 'Forget a user setting', allow: may.manageSelf }),
}
