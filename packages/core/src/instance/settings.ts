import { invalid } from '@reeve/contract/inputs/failure'
import { type SettingRow, settingsOperations, Value } from '@reeve/contract/instance/settings'
import { hidden, levels } from '@reeve/contract/settings/entry'
import { defaults, isSettingName, type SettingName, settingNames, settingOf } from '@reeve/contract/settings/settings'
import { patternProblem } from '../access/passwords/password.ts'
import { termsNamed } from '../access/terms/termsDocument.ts'
import type { ReadContext } from '../context.ts'
import type { Read } from '../database/db.ts'
import { problemOf } from '../kernel/settings.ts'
import { instanceObstacle } from '../mail/compose/obstacles.ts'
import { implement, prepared, type Rows } from '../request/implement.ts'

type Row = { name: SettingName; stored: SettingRow['value'] | undefined }
type Where = { AND: [object, { setting: string }] }

const storedOf = async (read: Read) =>
  new Map((await read.systemSetting.findMany()).map(({ setting, value }) => [setting, Value.parse(value)]))
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

/** Values that the catalogue's types cannot judge. */
const checks: Partial<Record<SettingName, (read: Read, value: unknown) => Promise<string | undefined>>> = {
  'Security.password_policy_complexity': async (_, pattern) => (typeof pattern === 'string' ? patternProblem(pattern) : undefined),
  'Mail.key': async () => 'Make or import the key on the Mail page.',
  'MISP.host_org_id': async (read, id) => {
    const org = await read.organisation.findFirst({ where: { id: Number(id), local: true } })
    return org ? undefined : 'There is no local organisation with this number.'
  },
}

/** What would shut everybody out: terms that nobody can read, codes by mail where no mail leaves (operations 1.9). */
const shutting: Partial<Record<SettingName, (ctx: ReadContext, value: unknown) => Promise<string | undefined>>> = {
  'MISP.terms_file': async (ctx, name) =>
    typeof name !== 'string' || name === '' || (await termsNamed(ctx, name))
      ? undefined
      : `There is no document called ${name}. Upload it first, or put it into the folder “terms” of the data directory.`,
  'Security.email_otp_enabled': async (ctx, on) => {
    const obstacle = on === true ? instanceObstacle(ctx) : undefined
    return obstacle && `Nobody could sign in: no code can be mailed. ${obstacle}`
  },
  'MISP.disable_emailing': async ({ settings }, off) =>
    off === true && settings['Security.email_otp_enabled']
      ? 'Nobody could sign in: codes are mailed (Security.email_otp_enabled). Turn those off first.'
      : undefined,
}
const checkWorld = async (ctx: ReadContext, { name }: Row, { value }: { value?: unknown }): Promise<undefined> => {
  // As it will be stored: what is no value at all is refused below.
  const problem = await shutting[name]?.(ctx, settingOf(name).type.safeParse(value).data)
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
    const { type, secret, fixed } = settingOf(name)
    if (fixed) return invalid({ value: [`${name} says how Reeve is, and cannot be changed.`] })
    if (secret && value === hidden) return invalid({ value: ['No change.'] })
    const before = secret ? hidden : (stored ?? defaults[name])
    if (value === null) {
      if (stored !== undefined) await write.setting.set(name, before, null)
      return evaluated({ name, stored: undefined })
    }
    const parsed = type.safeParse(value)
    if (!parsed.success) return invalid({ value: [parsed.error.issues[0]?.message ?? 'This value does not fit.'] })
    const problem = await checks[name]?.(read, parsed.data)
    if (problem) invalid({ value: [problem] })
    const next = secret ? ports.seal.close(name, String(parsed.data)) : Value.parse(parsed.data)
    await write.setting.set(name, before, next, secret && hidden)
    return evaluated({ name, stored: next })
  }),
})
