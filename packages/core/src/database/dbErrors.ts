import { Failure } from '@reeve/contract/inputs/failure'
import { DatabaseError } from 'pg'
import { Prisma } from '../../generated/client.ts'

/** Fields that must be unique, with what to say when they are not (people-data 2.1, 3.1, 4.3). */
const taken: Record<string, string> = {
  'User.email': 'An account with this email address already exists.',
  'Organisation.name': 'An organisation with this name already exists.',
  'Organisation.uuid': 'An organisation with this UUID already exists.',
  'Role.name': 'A role with this name already exists.',
  'AuthKey.uuid': 'An auth key with this UUID already exists.',
}

/** The table of each model in `taken`: the names of its constraints begin with it. */
const tables: Record<string, string> = { User: 'users', Organisation: 'organisations', Role: 'roles', AuthKey: 'auth_keys' }

/** What PostgreSQL calls the error of a raw statement, asked through Prisma (P2010) or through the pool; undefined for other errors. */
const sqlStateOf = (error: unknown): string | undefined => {
  if (error instanceof Prisma.PrismaClientKnownRequestError)
    return error.code === 'P2010' ? /"originalCode":"(\w{5})"/.exec(JSON.stringify(error.meta ?? {}))?.[1] : undefined
  return error instanceof DatabaseError ? error.code : undefined
}

const alreadyThere = (hit: [string, string] | undefined) => {
  const [field, message] = hit ? [hit[0].split('.')[1] ?? '_', hit[1]] : ['_', 'Something with these values exists already.']
  return new Failure('invalid', message, { fields: { [field]: [message] } })
}
const stillNamed = () => new Failure('conflict', 'Something else still refers to this, or what it refers to is gone.')

/** The errors of raw statements about our data, as the same failures as Prisma's. */
const translatedRaw = (state: string, error: unknown) => {
  const text = error instanceof Prisma.PrismaClientKnownRequestError ? JSON.stringify(error.meta ?? {}) : JSON.stringify(error)
  const constraint = ([key]: [string, string]) => `${tables[key.split('.')[0] ?? '']}_${key.split('.')[1]}_`
  if (state === '23505') return alreadyThere(Object.entries(taken).find((one) => text.includes(constraint(one))))
  return state === '23503' ? stillNamed() : error
}

/** Errors of the database about our data, as failures about the input; anything else is passed on. */
export const translated = (error: unknown): unknown => {
  const state = sqlStateOf(error)
  if (state !== undefined) return translatedRaw(state, error)
  if (!(error instanceof Prisma.PrismaClientKnownRequestError)) return error
  if (error.code === 'P2002') {
    const text = JSON.stringify(error.meta ?? {})
    const hit = Object.entries(taken).find(([key]) => error.meta?.modelName === key.split('.')[0] && text.includes(key.split('.')[1] ?? ''))
    return alreadyThere(hit)
  }
  if (error.code === 'P2003') return stillNamed()
  return error
}
/** Serialisation failures and deadlocks: the transaction may succeed when it is tried again. */
const retried = new Set(['40001', '40P01'])
/** The row was changed by another request between reading and writing. */
export const isStale = (error: unknown) =>
  retried.has(sqlStateOf(error) ?? '') ||
  (error instanceof Prisma.PrismaClientKnownRequestError && (error.code === 'P2025' || error.code === 'P2034'))

/** What Prisma and PostgreSQL call a value that its column cannot hold. */
const misfits = new Set(['P2000', 'P2005', 'P2006', 'P2007', 'P2020', 'P2023', 'P2033'])
/** A value in a condition does not fit its column: it is of another type, too large, or no text that can be kept. */
export const isMisfit = (error: unknown) =>
  error instanceof Prisma.PrismaClientValidationError ||
  (error instanceof Prisma.PrismaClientKnownRequestError &&
    (misfits.has(error.code) || /"originalCode":"22\w{3}"/.test(JSON.stringify(error.meta ?? {}))))
