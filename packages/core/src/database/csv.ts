import { delimiters } from '@reeve/contract/people/userImport'
import { CsvError, parse } from 'csv-parse/sync'

export type Delimiter = (typeof delimiters)[number]
export type Line = { line: number; cells: string[] }

/** What stops a reader of CSV, in words for whoever made the file. */
const saidOf = ({ code, message, lines }: CsvError) => {
  const line = typeof lines === 'number' ? `Line ${lines}: ` : ''
  if (code === 'CSV_QUOTE_NOT_CLOSED') return `${line}a quote that is opened here is never closed.`
  if (code === 'INVALID_OPENING_QUOTE' || code === 'CSV_INVALID_CLOSING_QUOTE')
    return `${line}a quote stands inside a cell. Put the whole cell in quotes and double those inside it.`
  return message
}

const lineBreaks = (cells: readonly string[]) => cells.reduce((count, cell) => count + cell.split('\n').length - 1, 0)
const read = (text: string, delimiter: Delimiter, to?: number) => {
  const lines: Line[] = []
  parse(text, {
    delimiter,
    bom: true,
    record_delimiter: '\n',
    relax_column_count: true,
    skip_records_with_empty_values: true,
    ...(to !== undefined && { to }),
    // The line on which a record ends, less those inside it: where it begins.
    on_record: (cells: string[], { lines: end }) => void lines.push({ line: end - lineBreaks(cells), cells }),
  })
  return lines
}

const widthBy = (text: string, delimiter: Delimiter) => {
  try {
    return read(text, delimiter, 1)[0]?.cells.length ?? 0
  } catch {
    return 0
  }
}
/** What cuts the headings into most cells. */
const guess = (text: string) => delimiters.reduce((best, next) => (widthBy(text, next) > widthBy(text, best) ? next : best), delimiters[0])

/** The lines of a CSV text, or why it is none. */
export const readCsv = (
  value: string,
  wanted?: Delimiter,
): { delimiter: Delimiter; lines: Line[] } | { delimiter: Delimiter; problem: string } => {
  const text = value.replaceAll(/\r\n?/g, '\n')
  const delimiter = wanted ?? guess(text)
  try {
    return { delimiter, lines: read(text, delimiter) }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    return { delimiter, problem: saidOf(error) }
  }
}
