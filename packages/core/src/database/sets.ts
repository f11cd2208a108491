import { setImmediate as breath } from 'node:timers/promises'
import { z } from 'zod'
import type { Tx } from './db.ts'

/** Sets of rows of one table: each statement carries hundreds of them as JSON. Work in JavaScript pauses between slices, so that others get their turn. */

type Row = Record<string, unknown>
type Field = { name: string; kind: string; type: string }
type Table = { name: string; fields: readonly Field[] }

const Schema = z.object({
  models: z.record(
    z.string(),
    z.object({ dbName: z.string().nullable(), fields: z.array(z.object({ name: z.string(), kind: z.string(), type: z.string() })) }),
  ),
})
const known = new Map<string, Table>()

/** A table by the name of its model (`User`), as the client was generated from the schema. */
export const tableOf = (tx: object, model: string): Table => {
  if (known.size === 0)
    for (const [name, { dbName, fields }] of Object.entries(Schema.parse(Reflect.get(tx, '_runtimeDataModel')).models))
      known.set(name, { name: dbName ?? name, fields: fields.filter(({ kind }) => kind !== 'object') })
  const table = known.get(model)
  if (!table) throw new Error(`The schema has no model called ${model}.`)
  return table
}

const slice = 100
const chunk = <T>(all: readonly T[], most: number): T[][] =>
  Array.from({ length: Math.ceil(all.length / most) }, (_, at) => all.slice(at * most, (at + 1) * most))

/** Maps many, a slice at a time. */
export const inSlices = async <T, U>(all: readonly T[], map: (one: T) => U): Promise<U[]> => {
  const out: U[] = []
  for (let at = 0; at < all.length; at += slice) {
    if (at > 0) await breath()
    for (const one of all.slice(at, at + slice)) out.push(map(one))
  }
  return out
}

const plain = (_: string, value: unknown) => (typeof value === 'bigint' ? value.toString() : value)
const asJson = async (rows: readonly object[]) => `[${(await inSlices(rows, (row) => JSON.stringify(row, plain))).join(',')}]`

const revived = ({ fields }: Table) => {
  const moments = fields.filter(({ type }) => type === 'DateTime').map(({ name }) => name)
  const large = fields.filter(({ type }) => type === 'BigInt').map(({ name }) => name)
  return (text: string): Row => {
    // One row of the table, as the database writes it.
    const row: Row = JSON.parse(text)
    for (const name of moments) if (typeof row[name] === 'string') row[name] = new Date(row[name])
    for (const name of large) if (typeof row[name] === 'number') row[name] = BigInt(row[name])
    return row
  }
}

type Told = { row: string }
const quoted = (names: readonly string[]) => names.map((name) => `"${name}"`).join(', ')
/** Names of columns come from the schema alone. */
const columnsOf = ({ fields }: Table, row: object) =>
  fields.map(({ name }) => name).filter((name) => Object.hasOwn(row, name) && Reflect.get(row, name) !== undefined)

/** Rows that one statement carries: Prisma reads and writes its parameters in one go, which must not hold up the event loop. */
const inOne = 500

/** Rows by the columns that they give, in pieces of one statement. */
const statementsFor = async (table: Table, rows: readonly object[]) => {
  const columns = await inSlices(rows, (row) => columnsOf(table, row).join())
  const groups = Map.groupBy(rows.keys(), (at) => columns[at] ?? '')
  return [...groups].flatMap(([names, places]) =>
    chunk(places, inOne).map((some) => ({ names: quoted(names.split(',')), rows: some.flatMap((at) => rows[at] ?? []) })),
  )
}

/** Inserts rows and answers them; the order is kept among rows that give the same columns. */
export const insertRows = async (tx: Tx, model: string, rows: readonly object[]): Promise<Row[]> => {
  const table = tableOf(tx, model)
  const read = revived(table)
  const added: Row[] = []
  for (const { names, rows: some } of await statementsFor(table, rows)) {
    const text = `INSERT INTO ${table.name} AS t (${names}) SELECT ${names} FROM json_populate_recordset(NULL::${table.name}, $1::json) RETURNING row_to_json(t)::text AS row`
    const told = await tx.$queryRawUnsafe<Told[]>(text, await asJson(some))
    added.push(...(await inSlices(told, ({ row }) => read(row))))
  }
  return added
}

/** Inserts rows that nothing is asked about afterwards. */
export const insertQuietly = async (tx: Tx, model: string, rows: readonly object[]) => {
  const table = tableOf(tx, model)
  for (const { names, rows: some } of await statementsFor(table, rows)) {
    const text = `INSERT INTO ${table.name} (${names}) SELECT ${names} FROM json_populate_recordset(NULL::${table.name}, $1::json)`
    await tx.$executeRawUnsafe(text, await asJson(some))
  }
}

type Seen = { id: number; version: number }
/** Gives rows the same new values where they still have the version that was seen; answers those that had it. */
export const updateRows = async (tx: Tx, model: string, seen: readonly Seen[], data: object, now: Date): Promise<Row[]> => {
  const table = tableOf(tx, model)
  const read = revived(table)
  // What the schema marks as the moment of the last change is set by Prisma elsewhere, and here.
  const touched = table.fields.flatMap(({ name }) => (name === 'date_modified' || name === 'modified' ? [[name, now]] : []))
  const values = { ...Object.fromEntries(touched), ...data }
  const changes = columnsOf(table, values).map((name) => `"${name}" = s."${name}"`)
  const text = `UPDATE ${table.name} t SET ${[...changes, 'version = t.version + 1'].join(', ')}
    FROM unnest($1::int[], $2::int[]) AS seen (id, version), json_populate_record(NULL::${table.name}, $3::json) s
    WHERE t.id = seen.id AND t.version = seen.version RETURNING row_to_json(t)::text AS row`
  const written: Row[] = []
  for (const some of chunk(seen, inOne)) {
    const ids = [some.map(({ id }) => id), some.map(({ version }) => version)]
    const told = await tx.$queryRawUnsafe<Told[]>(text, ...ids, JSON.stringify(values, plain))
    written.push(...(await inSlices(told, ({ row }) => read(row))))
  }
  return written
}

/** Deletes rows by their numbers; answers the numbers of those that were there. */
export const deleteRows = async (tx: Tx, model: string, ids: readonly number[]) => {
  const text = `DELETE FROM ${tableOf(tx, model).name} WHERE id = ANY($1::int[]) RETURNING id`
  return (await tx.$queryRawUnsafe<{ id: number }[]>(text, ids)).map(({ id }) => id)
}
