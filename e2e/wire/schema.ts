import { readFileSync } from 'node:fs'
import path from 'node:path'

/** `model User { … @@map("users") }`: MISP calls a row in an answer like our model, and a controller like our table. */
const schema = readFileSync(path.join(import.meta.dirname, '../../prisma/schema.prisma'), 'utf8')
const declared = [...schema.matchAll(/^model (\w+) \{\n(.*?)^\}/gms)].map(([, name = '', body = '']) => ({ name, body }))

/** The models of our schema, by name. */
export const models: ReadonlySet<string> = new Set(declared.map(({ name }) => name))

/** Model by table. */
export const modelOfTable: ReadonlyMap<string, string> = new Map(
  declared.map(({ name, body }) => [/@@map\("(\w+)"\)/.exec(body)?.[1] ?? name, name]),
)

/** Model by the column that refers to its id, such as `org_id`, from the relations of the schema. */
export const modelOfReference: ReadonlyMap<string, string> = new Map(
  declared.flatMap(({ body }) =>
    [...body.matchAll(/^\s*\w+\s+(\w+)\??\s+@relation\(fields: \[(\w+)\], references: \[id\]/gm)].map(
      ([, model = '', column = '']) => [column, model] as const,
    ),
  ),
)
