import { fail, invalid } from '@reeve/contract/inputs/failure'
import { type settingsOperations, Value } from '@reeve/contract/instance/settings'
import { defaults, isSettingName, type SettingName, settingNames, settingOf } from '@reeve/contract/settings/settings'
import type { ReadContext, WriteContext } from '../context.ts'
import type { Read } from '../database/db.ts'
import { type Handler, prepared } from '../request/implement.ts'
import { changeSetting, problemWith } from './changeSetting.ts'

/** How a stored secret stands in the whole: an import leaves the secret of this name as it is. */
const referenceTo = (name: string) => `{secret:${name}}`
/** Names and number of the keys that Reeve does not know are bounded, for they are kept as they come. */
const longestName = 255
const mostUnknown = 1000

type Flat = Map<string, unknown>
const isGroup = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

/** `{MISP: {live: true}}` as `MISP.live`, at any depth. */
const flattened = (values: Record<string, unknown>, prefix = ''): Flat => {
  const flat: Flat = new Map()
  for (const [key, value] of Object.entries(values)) {
    if (isGroup(value)) for (const [name, deeper] of flattened(value, `${prefix}${key}.`)) flat.set(name, deeper)
    else if (value !== null) flat.set(prefix + key, value)
  }
  return flat
}

/** The reverse. An object without a prototype, because a key may have any name. A name whose place is taken stands at the top, in full. */
const nested = (flat: Flat) => {
  const whole: Record<string, unknown> = Object.create(null)
  for (const [name, value] of flat) {
    const words = name.split('.')
    const last = words.pop() ?? ''
    let place: Record<string, unknown> | undefined = whole
    for (const word of words) {
      const next: unknown = (place[word] ??= Object.create(null))
      place = isGroup(next) ? next : undefined
      if (!place) break
    }
    if (place && !Object.hasOwn(place, last)) place[last] = value
    else whole[name] = value
  }
  return whole
}

const storedIn = async (read: Read): Promise<Flat> =>
  new Map((await read.systemSetting.findMany({ orderBy: { setting: 'asc' } })).map(({ setting, value }) => [setting, value]))
const changeable = settingNames.filter((name) => !settingOf(name).fixed)

export const values: Handler<typeof settingsOperations.values, never> = async ({ read }) => {
  const stored = await storedIn(read)
  const known = changeable.map((name): [string, unknown] => {
    const value = stored.get(name) ?? defaults[name]
    return [name, settingOf(name).secret && value !== '' ? referenceTo(name) : value]
  })
  const unknown = [...stored].filter(([name]) => !isSettingName(name))
  return nested(new Map([...known, ...unknown]))
}

type Plan = { known: Map<SettingName, unknown>; unknown: Flat }

/** What of a document concerns settings of the catalogue, and what is kept for others. References and fixed settings ask for nothing. */
const planOf = (input: Record<string, unknown>): Plan => {
  const flat = flattened(input)
  const known = new Map(changeable.map((name): [SettingName, unknown] => [name, flat.get(name) ?? null]))
  for (const name of changeable) if (settingOf(name).secret && flat.get(name) === referenceTo(name)) known.delete(name)
  const unknown = new Map([...flat].filter(([name]) => !isSettingName(name)))
  const long = [...unknown.keys()].find((name) => name.length > longestName)
  if (long !== undefined) invalid({ values: [`The key ${long.slice(0, 40)}… is longer than ${longestName} characters.`] })
  if (unknown.size > mostUnknown) invalid({ values: [`More than ${mostUnknown} keys are no settings of Reeve.`] })
  return { known, unknown }
}

/** Everything that is wrong with a document, so that it can be put right in one go. */
const refuse = async (ctx: ReadContext, { known }: Plan) => {
  const problems: Record<string, string[]> = {}
  const stored = await storedIn(ctx.read)
  for (const [name, value] of known) {
    // The default and the present value ask for no change that could be wrong.
    const asks = value !== null && value !== defaults[name] && value !== stored.get(name)
    const problem = asks ? await problemWith(ctx, name, value) : undefined
    if (problem) problems[name] = [problem]
  }
  if (Object.keys(problems).length > 0) fail('invalid', 'No setting was changed: these values do not fit.', { fields: problems })
}

const replaceUnknown = async ({ read, write }: WriteContext, unknown: Flat) => {
  const before = new Map([...(await storedIn(read))].filter(([name]) => !isSettingName(name)))
  const changed: string[] = []
  for (const name of new Set([...before.keys(), ...unknown.keys()])) {
    if (JSON.stringify(before.get(name)) === JSON.stringify(unknown.get(name))) continue
    await write.setting.set(name, before.get(name) ?? null, unknown.get(name) ?? null)
    changed.push(name)
  }
  return changed
}

/** Replaces every setting in one transaction: what the document does not name returns to its default. */
export const replace = prepared(
  async (ctx: ReadContext, { values: input, force }: { values: Record<string, unknown>; force: boolean }) => {
    const plan = planOf(input)
    if (!force) await refuse(ctx, plan)
    return plan
  },
  async (ctx: WriteContext, _: unknown, { known, unknown }: Plan) => {
    const stored = await storedIn(ctx.read)
    const changed: string[] = []
    const skipped: string[] = []
    for (const [name, value] of known) {
      const held = Value.safeParse(stored.get(name)).data
      // What a setting cannot hold is not stored, not even when forced.
      if (value !== null && value !== defaults[name] && !settingOf(name).type.safeParse(value).success) skipped.push(name)
      else if (await changeSetting(ctx, { name, stored: held }, value === defaults[name] ? null : value)) changed.push(name)
    }
    return { changed: [...changed, ...(await replaceUnknown(ctx, unknown))], skipped }
  },
)
