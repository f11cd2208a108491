import { PrismaPg } from '@prisma/adapter-pg'
import { Pool } from 'pg'
import { type Prisma, PrismaClient } from '../../generated/client.ts'
import { countQueries } from './queryStats.ts'

export type Db = PrismaClient
export type Tx = Prisma.TransactionClient

type Questions = 'findMany' | 'findFirst' | 'findFirstOrThrow' | 'findUnique' | 'findUniqueOrThrow' | 'count' | 'aggregate' | 'groupBy'
type Models = { [M in keyof Tx as Tx[M] extends { findMany: unknown } ? M : never]: Tx[M] }

/** The database as a handler sees it: every question, no change. */
export type Read = { readonly [M in keyof Models]: Pick<Models[M], Questions & keyof Models[M]> }

/** One pool for Prisma and the typed raw questions of `sql.ts`. `seconds`: no statement runs longer. `patience`: milliseconds that a question waits for a connection. */
export const openPool = (
  connectionString: string,
  max: number,
  onError: (error: Error) => void,
  { seconds, patience = 10_000 }: { seconds?: number; patience?: number } = {},
) => {
  const limit = seconds === undefined ? {} : { statement_timeout: seconds * 1000 }
  const pool = new Pool({ connectionString, max, connectionTimeoutMillis: patience, idleTimeoutMillis: 30_000, ...limit })
  pool.on('error', onError)
  // The pool listens to those that rest; one at work that is cut off tells whoever asked it, and must not end the process besides.
  pool.on('connect', (client) => void client.on('error', () => {}))
  return countQueries(pool)
}

export const openDb = (pool: Pool): Db => new PrismaClient({ adapter: new PrismaPg(pool, { disposeExternalPool: false }) })
