import { saidInCell } from '@reeve/contract/inputs/csv'
import { invalid } from '@reeve/contract/inputs/failure'
import { infoOf } from '@reeve/contract/kernel/fields'
import { type ImportDone, type ImportInput, importable, mostRows } from '@reeve/contract/people/userImport'
import { UserInput } from '@reeve/contract/people/userInputs'
import { User } from '@reeve/contract/people/users'
import { type Delimiter, readCsv } from '../../database/csv.ts'

type Field = (typeof importable.options)[number]
type Cell = string | number | boolean
export type Problem = { field: string; message: string }
/** One person as the file has him: only what is not blank. */
export type SheetRow = { line: number; input: Partial<Record<Field, Cell>>; problems: Problem[] }
export type Sheet = Pick<ImportDone, 'delimiter' | 'columns' | 'problems'> & { rows: SheetRow[] }

type Table = { delimiter: Delimiter | null; headers: string[]; records: { line: number; cells: (Cell | null | undefined)[] }[] }

const isBlank = (cell: Cell | null | undefined): cell is '' | null | undefined =>
  cell === undefined || cell === null || (typeof cell === 'string' && cell.trim() === '')
const isSecret = (field: Field) => infoOf(UserInput.shape[field])?.secret === true
/** How a field is called on screens. */
export const labelOf = (field: Field) => infoOf(UserInput.shape[field])?.label ?? field

/** Other encodings reach us as replacement characters in JSON, and undecoded in forms. */
const wasNotUtf8 = (csv: string) => csv.includes('\uFFFD') || (!csv.includes('\n') && /%0[AD]/i.test(csv))

const tableOf = ({ csv, rows, delimiter }: ImportInput): Table => {
  if ((csv === undefined) === (rows === undefined)) return invalid({ csv: ['Send either the text of a CSV file as `csv`, or `rows`.'] })
  if (csv === undefined) {
    const headers = [...new Set((rows ?? []).flatMap((row) => Object.keys(row)))]
    return { delimiter: null, headers, records: (rows ?? []).map((row, at) => ({ line: at + 1, cells: headers.map((key) => row[key]) })) }
  }
  if (wasNotUtf8(csv))
    return invalid({ csv: ['Some of this text could not be read: send it as UTF-8 (iconv -f latin1 -t utf8 makes that of Latin-1).'] })
  const read = readCsv(csv, delimiter)
  if ('problem' in read) return invalid({ csv: [read.problem] })
  const [head, ...records] = read.lines
  if (!head) return invalid({ csv: ['There is nothing in this file.'] })
  if (records.length > mostRows)
    invalid({ csv: [`This file has ${records.length} rows; at most ${mostRows} are imported at once. Split it.`] })
  return { delimiter: read.delimiter, headers: head.cells.map((cell) => cell.trim()), records }
}

const normal = (text: string) => text.toLowerCase().replaceAll(/[^a-z0-9]/g, '')
const further: Partial<Record<Field, readonly string[]>> = {
  email: ['mail', 'mailaddress', 'emailaddress', 'username', 'login'],
  org_id: ['org', 'organization', 'orgname', 'orguuid', 'organisationname', 'organizationname'],
  role_id: ['rolename'],
  gpgkey: ['pgp', 'gpg', 'publickey', 'pgppublickey'],
  change_pw: ['changepassword', 'mustchangepassword', 'forcepasswordchange'],
  expiration: ['expires', 'expiry', 'expirationdate', 'validuntil'],
}
const ofUsers = new Map<string, string | undefined>(Object.entries(User.shape).map(([key, schema]) => [key, infoOf(schema)?.label]))
/** Field names, their labels in forms and lists, and what else they are often called. */
const headings = new Map(
  importable.options.flatMap((field) =>
    [field, labelOf(field), ofUsers.get(field) ?? field, ...(further[field] ?? [])].map((name): [string, Field] => [normal(name), field]),
  ),
)

const fieldFor = (header: string, { mapping = {} }: ImportInput): Field | null =>
  Object.hasOwn(mapping, header) ? mapping[header] || null : (headings.get(normal(header)) ?? null)

const problemsOf = ({ mapping = {} }: ImportInput, { headers, records }: Table, fields: readonly (Field | null)[]) => {
  const missing = Object.keys(mapping).filter((header) => !headers.includes(header))
  const doubled = [...Map.groupBy(headers.keys(), (at) => fields[at])].filter(([field, at]) => field && at.length > 1)
  return [
    ...missing.map((header) => `There is no heading “${header}” in this file.`),
    ...doubled.map(
      ([field, at]) => `More than one column stands for “${field ? labelOf(field) : ''}”: ${at.map((n) => `“${headers[n]}”`).join(', ')}.`,
    ),
    ...(fields.includes('email')
      ? []
      : [
          headers.some((header) => header.includes('@'))
            ? 'The first line must hold the headings, and this one holds an email address.'
            : 'No column stands for “Email”. Say which one does.',
        ]),
    ...(records.length === 0 ? ['There are no rows below the headings.'] : []),
  ]
}

const sampled = 3
const sampleOf = ({ records }: Table, at: number, field: Field | null) =>
  records.slice(0, sampled).map(({ cells }) => {
    const text = isBlank(cells[at]) ? '' : String(cells[at])
    return field && isSecret(field) && text ? '•••' : text.slice(0, 80)
  })

/** Who takes more cells than there are headings has lost a quote or has a delimiter too many. */
const overflow = ({ headers }: Table, cells: readonly (Cell | null | undefined)[]): Problem[] =>
  cells.slice(headers.length).every(isBlank)
    ? []
    : [
        {
          field: '_',
          message: `This line has ${cells.length} cells, and there are ${headers.length} headings. Put cells with a delimiter in them in quotes.`,
        },
      ]

/** What was sent, as people with what is said of each, before anybody is asked whether it may be. */
export const sheetOf = (input: ImportInput): Sheet => {
  const table = tableOf(input)
  const { headers, records, delimiter } = table
  const fields = headers.map((header) => fieldFor(header, input))
  const value = (cell: Cell, field: Field) => (delimiter !== null && typeof cell === 'string' && !isSecret(field) ? saidInCell(cell) : cell)
  return {
    delimiter,
    columns: headers.map((header, at) => ({ header, field: fields[at] ?? null, sample: sampleOf(table, at, fields[at] ?? null) })),
    problems: problemsOf(input, table, fields),
    rows: records.map(({ line, cells }) => ({
      line,
      input: Object.fromEntries(
        fields.flatMap((field, at) => (field === null || isBlank(cells[at]) ? [] : [[field, value(cells[at], field)]])),
      ),
      problems: overflow(table, cells),
    })),
  }
}
