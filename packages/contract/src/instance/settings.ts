import { z } from 'zod'
import { Flag } from '../inputs/inputs.ts'
import { field } from '../kernel/fields.ts'
import { has, isOne } from '../kernel/filters.ts'
import { may } from '../kernel/may.ts'
import { operationsOn } from '../kernel/operation.ts'
import { levelNames, tabs } from '../settings/entry.ts'
import { isGuarded } from '../settings/settings.ts'

/** What a setting may hold. */
export const Value = z.union([z.string(), z.number(), z.boolean()])

/** A setting with its value as of now (operations 1.2). */
export const SettingRow = z.object({
  name: field(z.string(), { label: 'Setting', column: true, sort: true }),
  tab: z.enum(tabs),
  level: field(z.enum(levelNames), { label: 'Priority', column: true, sort: true }),
  value: field(Value, { label: 'Value', column: true }),
  default: Value,
  is_set: z.boolean(),
  /** Its value is never said: asterisks stand for it. */
  secret: z.boolean(),
  type: z.enum(['boolean', 'numeric', 'string']),
  about: field(z.string(), { label: 'Description', column: true }),
  problem: field(z.string().nullable(), { label: 'Error message', column: true }),
})
export type SettingRow = z.output<typeof SettingRow>

/** Settings by their names, cut at each dot: `{"MISP": {"live": true}, "debug": 0}`. Keys that Reeve does not know are kept. */
const Whole = z.record(z.string(), z.unknown())

const setting = operationsOn('settings', { row: SettingRow, one: SettingRow, added: SettingRow, by: ['setting'] })
const filters = { search: has('Search', 'name', 'about', 'value', 'problem'), tab: isOne('Tab', 'tab', tabs) }

export const settingsOperations = {
  list: setting.list({ summary: 'List settings', allow: may.siteAdmin, filters }),
  view: setting.view({ summary: 'View a setting', allow: may.siteAdmin }),
  edit: setting.edit({
    summary: 'Change a setting',
    allow: may.siteAdmin,
    stepUp: (_, { name }) => isGuarded(String(name)),
    input: z.object({ value: z.union([z.string().max(65_535), z.number(), z.boolean(), z.null()]) }),
  }),
  values: setting.query('values', {
    summary: 'All settings as one nested object; a secret as a reference',
    allow: may.siteAdmin,
    input: {},
    output: Whole,
  }),
  replace: setting.act('replace', {
    summary: 'Replace all settings at once',
    allow: may.siteAdmin,
    stepUp: true,
    input: {
      values: Whole.describe(
        'As `values` answers. A setting that is not named returns to its default; a reference leaves its secret as it is.',
      ),
      force: Flag.default(false).describe('Store values that only the checks of this instance refuse.'),
    },
    output: z.object({
      changed: z.array(z.string()).describe('Names of the settings that changed.'),
      skipped: z.array(z.string()).describe('With force: names whose value the setting cannot hold.'),
    }),
  }),
}
