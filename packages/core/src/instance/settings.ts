import { invalid } from '@reeve/contract/inputs/failure'
import { type SettingRow, settingsOperations, Value } from '@reeve/contract/instance/settings'
import { hidden, levels } from '@reeve/contract/settings/entry'
import { isSettingName, type SettingName, settingNames, settingOf } from '@reeve/contract/settings/settings'
import type { ReadContext } from '../context.ts'
import type { Read } from '../database/db.ts'
import type { Ports } from '../kernel/ports.ts'
import { defaultOf, problemOf } from '../kernel/settings.ts'
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

/** What is wrong or unwise about the value that holds. A secret is not judged, and a default sender should be replaced. */
const problemWith = (name: SettingName, stored: SettingRow['value'] | undefined, held: SettingRow['value']) => {
  if (name === 'MISP.email' && stored === undefined && held !== '')
    return `Not set: mails come from ${held}. Set an address whose mail is read.`
  return settingOf(name).secret && stored !== undefined ? undefined : problemOf(name, held)
}

/** A setting with its value as of now; one that is stored but no longer fits shows the problem and the default holds. */
const evaluated = (ports: Pick<Ports, 'defaultSender'>, { name, stored }: Row): SettingRow => {
  const { level, tab, about, wire, secret } = settingOf(name)
  const preset = defaultOf(name, ports)
  const held = stored ?? preset
  const value = secret && held !== '' ? hidden : held
  return {
    name,
    tab,
    level,
    about,
    type: wire.type,
    value,
    default: preset,
    is_set: stored !== undefined,
    problem: problemWith(name, stored, held) ?? null,
    secret: secret ?? false,
  }
}

const changeable = settingNames.filter((name) => !settingOf(name).fixed && !settingOf(name).kept)
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
  list: async ({ read, ports }, { search, tab, sort, limit, page = 1 }) => {
    const stored = await storedOf(read)
    const all = changeable.map((name) => evaluated(ports, { name, stored: stored.get(name) }))
    const text = search?.toLowerCase()
    const found = all.filter(
      (row) =>
        (!tab || row.tab === tab) && (!text || [row.name, row.about, row.value, row.problem].join('\n').toLowerCase().includes(text)),
    )
    return { rows: sorted(found, sort).slice((page - 1) * limit, page * limit), next: null, total: found.length, about: false }
  },

  view: async ({ ports }, row) => evaluated(ports, row),

  /** Null returns to the catalogue's value. What the type refuses is not stored, not even when forced (operations 1.4). */
  edit: prepared(checkWorld, async ({ read, write, ports }, { name, stored }, { value }) => {
    if (value === undefined) return evaluated(ports, { name, stored })
    const { secret, fixed } = settingOf(name)
    if (fixed) return invalid({ value: [`${name} says how Reeve is, and cannot be changed.`] })
    if (secret && value === hidden) return invalid({ value: ['No change.'] })
    const problem = value === null ? undefined : await misfitOf(read, name, value)
    if (problem) invalid({ value: [problem] })
    const changed = await changeSetting({ write, ports }, { name, stored }, value)
    return evaluated(ports, { name, stored: changed ? changed.stored : stored })
  }),

  values,
  replace,
})
