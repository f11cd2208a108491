import { Failure } from '@reeve/contract/inputs/failure'
import { Prisma } from '../../generated/client.ts'

/** Fields that must be unique, with what to say when they are not (people-data 2.1, 3.1, 4.3). */
const taken: Record<string, string> = {
  'User.email': 'An account with this email address already exists.',
  'Organisation.name': 'An organisation with this name already exists.',
  'Organisation.uuid': 'An organisation with this UUID already exists.',
  'Role.name': 'A role with this name already exists.',
  'AuthKey.uuid': 'An auth key with this UUID already exists.',
}

/** Prisma's errors about our data, as failures about what was said; anything else is passed on. */
export const translated = (error: unknown): unknown => {
  if (!(error instanceof Prisma.PrismaClientKnownRequestError)) return error
  if (error.code === 'P2002') {
    const text = JSON.stringify(error.meta ?? {})
    const hit = Object.entries(taken).find(([key]) => error.meta?.modelName === key.split('.')[0] && text.includes(key.split('.')[1] ?? ''))
    const [field, message] = hit ? [hit[0].split('.')[1] ?? '_', hit[1]] : ['_', 'Something with these values exists already.']
    return new Failure('invalid', message, { fields: { [field]: [message] } })
  }
  if (error.code === 'P2003') return new Failure('conflict', 'Something else still refers to this, or what it refers to is gone.')
  return error
}
/** The row was changed by somebody else between reading and writing. */
export const isStale = (error: unknown) =>
  error instanceof Prisma.PrismaClientKnownRequestError && (error.code === 'P2025' || error.code === 'P2034')

/** What Prisma and PostgreSQL call a value that its column cannot hold. */
const misfits = new Set(['P2000', 'P2005', 'P2006', 'P2007', 'P2020', 'P2023', 'P2033'])
/** A value in a condition does not fit its column: it is of another type, too large, or no text that can be kept. */
export const isMisfit = (error: unknown) =>
  error instanceof Prisma.PrismaClientValidationError ||
  (error instanceof Prisma.PrismaClientKnownRequestError &&
    (misfits.has(error.code) || /"originalCode":"22\w{3}"/.test(JSON.stringify(error.meta ?? {}))))
