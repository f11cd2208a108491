import { invalid } from '@reeve/contract/inputs/failure'
import { type SettingRow, settingsOperations, Value } from '@reeve/contract/instance/settings'
import { hidden, levels } from '@reeve/contract/settings/entry'
import { defaults, isSettingName, settingNames, settingOf } from '@reeve/contract/settings/settings'
import type { ReadContext } from '../context.ts'
import type { Read } from '../database/db.ts'
import { problemOf } from '../kernel/settings.ts'
import { implement, prepared, type Rows } from '../request/implement.ts'
import { changeSetting, lockoutBy, misfitOf, type StoredSetting } from './changeSetting.ts'
import { replace, values } from './wholeSettings.ts'

type Row = StoredSetting
type Where = { AND: [object, { setting: string }] }

const storedOf = async (read: Read) =>
  new Map(
    // Keys that an import brought and Reeve does not know may hold anything.
    (await read.systemSetting.findMany()).flatMap(({ setting, value }) => (isSettingName(setting) ? [[setting, Value.parse(value)]] : [])),
  )
const rows: Rows<Row, Where> = {
  scope: () => ({ AND: [{}, { setting: '' }] }),
  find: async (read, { AND: [, { setting }] }) => {
    if (!isSettingName(setting)) return null
    const row = await read.systemSetting.findUnique({ where: { setting } })
    return { name: setting, stored: row ? Value.parse(row.value) : undefined }
  },
  mayChange: () => true,
}

/** A setting with its value as of now; one that is stored but no longer fits shows the problem and the default holds. */
const evaluated = ({ name, stored }: Row): SettingRow => {
  const { level, tab, about, wire, secret } = settingOf(name)
  const held = stored ?? defaults[name]
  const value = secret && held !== '' ? hidden : held
  return {
    name,
    tab,
    level,
    about,
    type: wire.type,
    value,
    default: defaults[name],
    is_set: stored !== undefined,
    problem: (secret && stored !== undefined ? undefined : problemOf(name, held)) ?? null,
    secret: secret ?? false,
  }
}

const changeable = settingNames.filter((name) => !settingOf(name).fixed)
const order = { name: (row: SettingRow) => row.name, level: (row: SettingRow) => levels[row.level] }
const sorted = (list: SettingRow[], sort = 'level') => {
  const key = sort.endsWith('name') ? order.name : order.level
  const found = [...list].sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0))
  return sort.startsWith('-') ? found.reverse() : found
}

const checkWorld = async (ctx: ReadContext, { name }: Row, { value }: { value?: unknown }): Promise<undefined> => {
  const problem = await lockoutBy(ctx, name, value)
  if (problem) invalid({ value: [problem] })
}

export const settingsImplementation = implement(settingsOperations, rows, {
  list: async ({ read }, { search, tab, sort, limit, page = 1 }) => {
    const stored = await storedOf(read)
    const all = changeable.map((name) => evaluated({ name, stored: stored.get(name) }))
    const text = search?.toLowerCase()
    const found = all.filter(
      (row) =>
        (!tab || row.tab === tab) && (!text || [row.name, row.about, row.value, row.problem].join('\n').toLowerCase().includes(text)),
    )
    return { rows: sorted(found, sort).slice((page - 1) * limit, page * limit), next: null, total: found.length, about: false }
  },

  view: async (_, row) => evaluated(row),

  /** Null returns to the catalogue's value. What the type refuses is not stored, not even when forced (operations 1.4). */
  edit: prepared(checkWorld, async ({ read, write, ports }, { name, stored }, { value }) => {
    if (value === undefined) return evaluated({ name, stored })
    const { secret, fixed } = settingOf(name)
    if (fixed) return invalid({ value: [`${name} says how Reeve is, and cannot be changed.`] })
    if (secret && value === hidden) return invalid({ value: ['No change.'] })
    const problem = value === null ? undefined : await misfitOf(read, name, value)
    if (problem) invalid({ value: [problem] })
    const changed = await changeSetting({ write, ports }, { name, stored }, value)
    return evaluated({ name, stored: changed ? changed.stored : stored })
  }),

  values,
  replace,
})
