/** How an answer is written; a `page` is for people, and none of the wire's business. */
export type Format = 'json' | 'xml' | 'csv' | 'page'

const types = new Map<string, Format>([
  ['application/json', 'json'],
  ['application/xml', 'xml'],
  ['text/xml', 'xml'],
  ['text/csv', 'csv'],
  ['text/html', 'page'],
  ['application/xhtml+xml', 'page'],
])

const weightOf = (parameters: readonly string[]) => {
  const text = parameters.map((one) => /^\s*q\s*=\s*([\d.]+)\s*$/i.exec(one)?.[1]).find((q) => q !== undefined)
  const weight = text === undefined ? 1 : Number(text)
  return Number.isFinite(weight) ? weight : 0
}

/** The format the client likes best; `*` and nothing at all stand for a page (people-data 0.2). */
const preferred = (accept: string): Format => {
  let best: { format: Format; weight: number } = { format: 'page', weight: 0 }
  for (const range of accept.split(',').slice(0, 50)) {
    const [type = '', ...parameters] = range.split(';')
    const format = types.get(type.trim().toLowerCase())
    const weight = weightOf(parameters)
    if (format !== undefined && weight > best.weight) best = { format, weight }
  }
  return best.format
}

const endings = new Map<string, Format>([
  ['json', 'json'],
  ['xml', 'xml'],
  ['csv', 'csv'],
])

/** An ending of the address wins over the `Accept` header. */
export const formatOf = (ending: string | undefined, accept: string | undefined): Format =>
  endings.get(ending ?? '') ?? preferred(accept ?? '')
