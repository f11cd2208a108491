import { fail } from '@reeve/contract/inputs/failure'
import { infoOf } from '@reeve/contract/kernel/fields'
import { filterOf } from '@reeve/contract/kernel/filters'
import type { Actor } from '@reeve/contract/kernel/may'
import type { SettingValues } from '@reeve/contract/settings/settings'
import type { z } from 'zod'
import type { Read } from '../../database/db.ts'
import { isUuid } from '../isNumber.ts'

type Input = Record<string, unknown>
/** Conditions that only the noun's own code can make, by filter name. */
export type OwnFilters = Record<string, (value: never, now: Date) => object>
/** Small tables, by the relation that leads there: they are searched first, and the big one is asked by the ids that were found. */
export type LookupFirst = Record<string, { by: string; ids: (read: Read, where: object, take: number) => Promise<number[]> }>
type Noun = { own?: OwnFilters; lookupFirst?: LookupFirst }
type Asker = { actor: Actor; settings: SettingValues; ports: { now: () => Date }; read: Read }
type How = Noun & { asker: Asker }
/** Ids that one filter may carry into the big table, over all of its terms. */
const mostIds = 1000

const nested = (path: string, leaf: unknown): object =>
  path.split('.').reduceRight<unknown>((inner, key) => ({ [key]: inner }), leaf) as object
const escaped = (text: string) => text.replace(/[\\%_]/g, '\\$&')

/** What is kept in small letters is compared as it is, which is cheaper, and lets an index find it. */
const holds = (path: string, text: string) =>
  path.endsWith('_lower') ? { contains: escaped(text.toLowerCase()) } : { contains: escaped(text), mode: 'insensitive' }

/** A UUID column can only be compared whole. */
const contains = async (path: string, text: string, most: number, { asker, lookupFirst = {} }: How): Promise<object[]> => {
  if (path.endsWith('uuid')) return isUuid(text) ? [nested(path, text.toLowerCase())] : []
  const [relation = '', field] = path.split('.')
  const table = lookupFirst[relation]
  const ids = field && table ? await table.ids(asker.read, { [field]: holds(field, text) }, most + 1) : undefined
  return [ids && table && ids.length <= most ? { [table.by]: { in: ids } } : nested(path, holds(path, text))]
}
const anywhere = async (paths: readonly string[], text: string, most: number, how: How) => ({
  OR: (await Promise.all(paths.map((path) => contains(path, text, most, how)))).flat(),
})

/** A search over several columns finds its words in any of them: “karl nordic” is Karl of the organisation Nordic. */
const wordsOf = (paths: readonly string[], term: string) => (paths.length > 1 ? term.split(/\s+/).filter(Boolean) : [term])

/** `a|b` is either, a leading `!` is not (people-data 2.2). */
const has = async (paths: readonly string[], text: string, how: How): Promise<object> => {
  const terms = text
    .split('|')
    .map((term) => term.trim())
    .filter(Boolean)
  const most = Math.floor(mostIds / Math.max(1, terms.flatMap((term) => wordsOf(paths, term)).length))
  const everyWord = async (term: string) => ({
    AND: await Promise.all(wordsOf(paths, term).map((word) => anywhere(paths, word, most, how))),
  })
  const found = (some: string[]) => Promise.all(some.map(everyWord))
  const wanted = await found(terms.filter((term) => !term.startsWith('!')))
  const unwanted = await found(terms.filter((term) => term.startsWith('!') && term.length > 1).map((term) => term.slice(1)))
  return { AND: [...(wanted.length > 0 ? [{ OR: wanted }] : []), ...unwanted.map((one) => ({ NOT: one }))] }
}

/** What somebody may not know he may not ask for either. */
const mayFilter = (key: string, schema: z.ZodType, { actor, settings }: Asker) => {
  const rule = infoOf(schema)?.setBy
  if (rule && !rule.test(actor, settings)) fail('forbidden', `Filtering by ${key} needs the permission “${rule.name}”.`)
}

/** The condition of one filter, if it was given. */
const conditionOf = async (key: string, schema: z.ZodType, value: unknown, how: How): Promise<object[]> => {
  const filter = filterOf(schema)
  if (!filter || value === undefined || value === null || value === '') return []
  mayFilter(key, schema, how.asker)
  const path = filter.paths[0] ?? key
  switch (filter.kind) {
    case 'has':
      return typeof value === 'string' ? [await has(filter.paths, value, how)] : []
    case 'is':
      return [nested(path, value)]
    case 'from':
      return [nested(path, { gte: value })]
    case 'to':
      return [nested(path, { lte: value })]
    case 'own':
      // The noun declares filter and condition side by side; the value has been parsed by the filter's own schema.
      return how.own?.[key] ? [how.own[key](value as never, how.asker.ports.now())] : []
  }
}

/** The declared filters of a list as one condition. */
export const whereOf = async (filters: z.ZodObject, input: Input, noun: Noun, asker: Asker): Promise<object> => {
  const given = Object.entries(filters.shape).map(([key, schema]) => conditionOf(key, schema as z.ZodType, input[key], { ...noun, asker }))
  return { AND: (await Promise.all(given)).flat() }
}
