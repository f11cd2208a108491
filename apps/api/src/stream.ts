import { Readable } from 'node:stream'
import { csvCell } from '@reeve/contract/inputs/csv'
import { isMap } from '@reeve/contract/inputs/isMap'
import { fieldsOf } from '@reeve/contract/kernel/fields'
import type { Operation } from '@reeve/contract/kernel/operation'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'

type Batches = AsyncIterable<unknown[]>

async function* asLines(batches: Batches) {
  for await (const batch of batches) yield batch.map((row) => `${JSON.stringify(row)}\n`).join('')
}
async function* asArray(batches: Batches) {
  let open = '['
  for await (const batch of batches)
    for (const row of batch) {
      yield `${open}${JSON.stringify(row)}`
      open = ',\n'
    }
  yield open === '[' ? '[]' : ']'
}

/** What stands for a row of another noun: how it is called. */
const plain = (value: unknown): unknown => (isMap(value) ? (value.name ?? value.email ?? JSON.stringify(value)) : value)
const cell = (value: unknown): string => {
  const said = plain(value)
  if (said === null || said === undefined) return ''
  if (typeof said === 'number' || typeof said === 'boolean') return String(said)
  return csvCell(typeof said === 'string' ? said : Array.isArray(said) ? said.map(plain).join('; ') : JSON.stringify(said))
}
/** The described fields of a row as columns, under the names that the API has for them. */
async function* asCsv(batches: Batches, keys: readonly string[]) {
  yield `${keys.join(',')}\r\n`
  for await (const batch of batches)
    yield batch.map((row) => `${keys.map((key) => cell(isMap(row) ? row[key] : undefined)).join(',')}\r\n`).join('')
}

const formats = ['json', 'ndjson', 'csv'] as const
const types = { json: 'application/json', ndjson: 'application/x-ndjson', csv: 'text/csv' } as const
/** `format` in the address is for links, which cannot say what they accept. It belongs to the answer, not to the question. */
export const withoutFormat = ({ format, ...said }: Record<string, unknown>) =>
  format === undefined || isFormat(format) ? said : { format, ...said }
const isFormat = (said: unknown) => z.enum(formats).safeParse(said).success
const formatOf = ({ query, headers }: FastifyRequest) => {
  const said = z.enum(formats).safeParse(isMap(query) ? query.format : undefined)
  return said.success ? said.data : (formats.find((format) => headers.accept?.includes(types[format])) ?? 'json')
}

/** A list as a stream: one JSON array, a row a line, or CSV; row after row, whatever its length. */
export const sendStream = (req: FastifyRequest, reply: FastifyReply, { name, output }: Operation, batches: Batches) => {
  const format = formatOf(req)
  const keys = output instanceof z.ZodObject ? fieldsOf(output).map(({ key }) => key) : []
  const text = format === 'csv' ? asCsv(batches, keys) : format === 'ndjson' ? asLines(batches) : asArray(batches)
  return reply
    .type(`${types[format]}; charset=utf-8`)
    .header('Content-Disposition', `attachment; filename="${name.split('.')[0]}.${format}"`)
    .send(Readable.from(text, { objectMode: false }))
}
