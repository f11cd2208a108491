import { fail } from '@reeve/contract/failure'
import { infoOf } from '@reeve/contract/fields'
import { filterOf } from '@reeve/contract/filters'
import type { Actor } from '@reeve/contract/may'
import type { SettingValues } from '@reeve/contract/settings'
import type { z } from 'zod'

type Input = Record<string, unknown>
/** Conditions that only the noun's own code can make, by filter name. */
export type OwnFilters = Record<string, (value: never, now: Date) => object>

const nested = (path: string, leaf: unknown): object =>
  path.split('.').reduceRight<unknown>((inner, key) => ({ [key]: inner }), leaf) as object
const escaped = (text: string) => text.replace(/[\\%_]/g, '\\$&')
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** A UUID column can only be compared whole. */
const contains = (path: string, text: string): object[] => {
  if (path.endsWith('uuid')) return uuid.test(text) ? [nested(path, text.toLowerCase())] : []
  return [nested(path, { contains: escaped(text), mode: 'insensitive' })]
}
const anywhere = (paths: readonly string[], text: string) => ({ OR: paths.flatMap((path) => contains(path, text)) })

/** `a|b` is either, a leading `!` is not (people-data 2.2). */
const has = (paths: readonly string[], said: string): object => {
  const terms = said
    .split('|')
    .map((term) => term.trim())
    .filter(Boolean)
  const wanted = terms.filter((term) => !term.startsWith('!')).map((term) => anywhere(paths, term))
  const unwanted = terms.filter((term) => term.startsWith('!') && term.length > 1).map((term) => ({ NOT: anywhere(paths, term.slice(1)) }))
  return { AND: [...(wanted.length > 0 ? [{ OR: wanted }] : []), ...unwanted] }
}

type Asker = { actor: Actor; settings: SettingValues; ports: { now: () => Date } }
/** What somebody may not know he may not ask for either. */
const mayFilter = (key: string, schema: z.ZodType, { actor, settings }: Asker) => {
  const rule = infoOf(schema)?.setBy
  if (rule && !rule.test(actor, settings)) fail('forbidden', `Filtering by ${key} needs the permission “${rule.name}”.`)
}

/** The declared filters of a list as one condition. */
export const whereOf = (filters: z.ZodObject, input: Input, own: OwnFilters, asker: Asker): object => ({
  AND: Object.entries(filters.shape).flatMap(([key, schema]): object[] => {
    const filter = filterOf(schema as z.ZodType)
    const value = input[key]
    if (!filter || value === undefined || value === null || value === '') return []
    mayFilter(key, schema as z.ZodType, asker)
    const path = filter.paths[0] ?? key
    switch (filter.kind) {
      case 'has':
        return typeof value === 'string' ? [has(filter.paths, value)] : []
      case 'is':
        return [nested(path, value)]
      case 'from':
        return [nested(path, { gte: value })]
      case 'to':
        return [nested(path, { lte: value })]
      case 'own':
        // The noun declares filter and condition side by side; the value has been parsed by the filter's own schema.
        return own[key] ? [own[key](value as never, asker.ports.now())] : []
    }
  }),
})
