import { Failure } from '@reeve/contract/inputs/failure'

const full = 'There is no space left on the disk, so nothing was saved. Free space on the server, then try again.'
const silent = 'The database does not answer at the moment. Try again in a few seconds.'

/** Codes of PostgreSQL and of the operating system, with what they mean to a caller. */
const meanings = new Map([
  ['53100', full],
  ['ENOSPC', full],
  ['EDQUOT', full],
  ['53300', silent],
  ['57P01', silent],
  ['57P02', silent],
  ['57P03', silent],
  ['ECONNREFUSED', silent],
  ['P1001', silent],
])
/** What the driver says of a connection that broke off, or that it did not get; it gives these no code. */
const broken = /^(Connection terminated|timeout exceeded when trying to connect)/
/** Where drivers and Prisma keep the error that they wrap. */
const wrappers = ['cause', 'meta', 'driverAdapterError', 'original', 'errors']

const meaningOf = (error: unknown, depth = 0): string | undefined => {
  if (typeof error !== 'object' || error === null || depth > 6) return undefined
  if (error instanceof Error && broken.test(error.message)) return silent
  const found = ['code', 'originalCode'].flatMap((key) => meanings.get(String(Reflect.get(error, key))) ?? [])
  return found[0] ?? wrappers.map((key) => meaningOf(Reflect.get(error, key), depth + 1)).find((meaning) => meaning !== undefined)
}

/** The failure that tells why the instance cannot serve at the moment: a full disk or a database that does not answer. Else undefined. */
export const unavailableOf = (error: unknown): Failure | undefined => {
  const meaning = meaningOf(error)
  return meaning === undefined ? undefined : new Failure('unavailable', meaning, { data: { wait: 10 }, cause: error })
}
