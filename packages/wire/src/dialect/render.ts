import { harmless } from '@reeve/contract/inputs/csv'
import { isMap } from '@reeve/contract/inputs/isMap'
import { bare, type Values } from './call.ts'
import type { Format } from './negotiate.ts'

/** `pretty` for people and scripts, `compact` for automatic clients, `escaped` for refusals (people-data 0.4). */
export type Style = 'pretty' | 'compact' | 'escaped'
type Written = Exclude<Format, 'page'>

export const contentTypes = {
  json: 'application/json; charset=UTF-8',
  xml: 'application/xml; charset=UTF-8',
  csv: 'text/csv; charset=UTF-8',
  html: 'text/html; charset=UTF-8',
  text: 'text/plain; charset=UTF-8',
} as const

export const json = (value: unknown, style: Style): string => {
  const text = JSON.stringify(value ?? null, null, style === 'pretty' ? 4 : 0)
  return style === 'escaped' ? text.replaceAll('/', '\\/') : text
}

const entities = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ["'", '&#039;'],
])
/** As refusals write text (people-data 0.4); also right for XML. */
export const escapedHtml = (text: string) => text.replaceAll(/[&<>"']/g, (letter) => entities.get(letter) ?? letter)

// Letters that XML 1.0 cannot carry at all: control characters, half a pair, and two that are no characters.
const forbidden = /[^\P{Cc}\t\n\r]|\p{Cs}|[\uFFFE\uFFFF]/gu
const tagName = /^[A-Za-z_][\w.-]*$/
const scalar = (value: unknown) => {
  if (typeof value === 'boolean') return value ? '1' : '0'
  const text = typeof value === 'string' || typeof value === 'number' ? String(value) : ''
  return escapedHtml(text.replaceAll(forbidden, ''))
}
/** One tag; a key that cannot be a tag becomes the `key` of an item. */
const tag = (key: string, inner: string) => {
  const [open, close] = tagName.test(key) ? [key, key] : [`item key="${scalar(key)}"`, 'item']
  return inner === '' ? `<${open}/>` : `<${open}>${inner}</${close}>`
}
const inside = (value: unknown): string => {
  if (Array.isArray(value)) return value.map((one) => tag('item', inside(one))).join('')
  if (isMap(value))
    return Object.entries(value)
      .map(([key, one]) => tagged(key, one))
      .join('')
  return scalar(value)
}
/** A list is its tag repeated; an empty one an empty tag. */
const tagged = (key: string, value: unknown): string =>
  Array.isArray(value) && value.length > 0 ? value.map((one) => tag(key, inside(one))).join('') : tag(key, inside(value))

/** `[{Role: a}, {Role: b}]` is written as `{Role: [a, b]}` (people-data 0.4). */
const regrouped = (value: unknown): unknown => {
  if (!Array.isArray(value) || value.length === 0 || !value.every(isMap)) return value
  const keys = new Set(value.flatMap((one) => Object.keys(one)))
  const [key] = keys
  return keys.size === 1 && key !== undefined ? bare([[key, value.map((one) => one[key])]]) : value
}

export const xml = (value: unknown) => `<?xml version="1.0" encoding="UTF-8"?>\n<response>${inside(regrouped(value))}</response>`

/** Numbers bare, texts quoted, booleans as 1 and 0 (people-data 0.11); what a spreadsheet would run is made a text. */
const cell = (value: unknown): string => {
  if (value === null || value === undefined) return ''
  if (typeof value === 'boolean') return value ? '1' : '0'
  if (typeof value === 'number') return String(value)
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  if (/^\d{1,15}$/.test(text)) return text
  const safe = /^-?\d+([.]\d+)?$/.test(text) ? text : harmless(text)
  return `"${safe.replaceAll('"', '""')}"`
}
/** `{User: {id: 1}}` as the columns `User.id`; a row of one model has its columns bare. */
const flat = (row: unknown): Values => {
  if (!isMap(row)) return bare([['value', row]])
  const models = Object.entries(row)
  const alone = models.length === 1
  return bare(
    models.flatMap(([model, fields]) =>
      isMap(fields)
        ? Object.entries(fields).map(([key, value]) => [alone ? key : `${model}.${key}`, value] as const)
        : [[model, fields] as const],
    ),
  )
}
export const csv = (value: unknown) => {
  const rows = (Array.isArray(value) ? value : [value]).map(flat)
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  return [columns, ...rows.map((row) => columns.map((column) => cell(row[column])))].map((line) => `${line.join(',')}\n`).join('')
}

/** A value as the text of an answer. */
export const render = (value: unknown, format: Written, style: Style): string => {
  if (format === 'xml') return xml(value)
  return format === 'csv' ? csv(value) : json(value, style)
}

/** Items written as one text: short texts are soon forgotten, where one of megabytes stays until memory is short. */
const atOnce = 50

/** A list written item by item while its batches arrive: the same text as `json` of the whole. */
export async function* jsonList(batches: AsyncIterable<unknown[]>, style: Style) {
  const pretty = style === 'pretty'
  const item = (value: unknown) => (pretty ? json(value, style).replaceAll('\n', '\n    ') : json(value, style))
  let open = '['
  for await (const batch of batches) {
    for (let at = 0; at < batch.length; at += atOnce) {
      const some = batch.slice(at, at + atOnce)
      yield open + some.map((value) => (pretty ? `\n    ${item(value)}` : item(value))).join(',')
      open = ','
    }
  }
  if (open === '[') yield '[]'
  else yield pretty ? '\n]' : ']'
}
