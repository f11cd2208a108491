import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { inDatabase } from '../../../../prisma/shadow.ts'
import { embeddedPostgres } from './embeddedPostgres.ts'
import { keepPostgres } from './keepPostgres.ts'

type Wish = { folder: string; databaseUrl: string | undefined; signal: AbortSignal }
/** `isWell`: false while the embedded database is known to be down. A database of DATABASE_URL is not watched. */
export type Database = { url: string; isWell: () => boolean; stop: () => Promise<void> }

const codeOf = (error: unknown) => (error instanceof Error && 'code' in error ? String(error.code) : '')

const parse = (databaseUrl: string) => {
  try {
    return new URL(databaseUrl)
  } catch {
    throw new Error('DATABASE_URL is not an address like postgresql://user:password@host:5432/database.')
  }
}

/** What the driver says in codes, in a sentence; the password itself is never shown. */
const sentence = (databaseUrl: string, error: unknown) => {
  const { username, host, pathname } = parse(databaseUrl)
  const code = codeOf(error)
  const reason = code || (error instanceof Error ? error.message : String(error))
  if (code === '28P01' || code === '28000') return `The database at ${host} refuses the user ${username} or the password in DATABASE_URL.`
  if (code === '42501') return `The database ${pathname.slice(1)} at ${host} does not exist, and ${username} may not make it.`
  return `The database at ${host} cannot be reached (${reason}).`
}

const connected = async <T>(url: string, use: (client: pg.Client) => Promise<T>) => {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 })
  client.on('error', () => {})
  await client.connect()
  try {
    return await use(client)
  } finally {
    await client.end()
  }
}

/** Another launcher may have been faster. */
const unlessThere = (error: unknown) => {
  if (codeOf(error) !== '42P04') throw error
}

/** Makes the database unless it is there; a server without it answers 3D000. */
const ensure = async (url: string) => {
  const name = decodeURIComponent(parse(url).pathname.slice(1))
  try {
    await connected(url, (client) => client.query('select 1'))
  } catch (error) {
    if (codeOf(error) !== '3D000') throw error
    await connected(inDatabase(url, 'postgres'), (client) => client.query(`create database ${client.escapeIdentifier(name)}`)).catch(
      unlessThere,
    )
  }
}

const external = async (databaseUrl: string): Promise<Database> => {
  try {
    await ensure(databaseUrl)
  } catch (error) {
    throw new Error(sentence(databaseUrl, error), { cause: error })
  }
  return { url: databaseUrl, isWell: () => true, stop: async () => {} }
}

/** PostgreSQL's SQLSTATEs and the system's codes of a server that is away, starting or shutting down. */
const away = /^(ECONN|EPIPE|57P0|08)/
export const isAway = (error: unknown) => away.test(codeOf(error)) || (error instanceof Error && /terminated|timeout/i.test(error.message))

/** The embedded database may be killed at any moment; its keeper starts it again. */
const ensurePatiently = async (url: string, signal: AbortSignal) => {
  for (const end = Date.now() + 60_000; ; await sleep(250, undefined, { signal })) {
    try {
      return await ensure(url)
    } catch (error) {
      if (!isAway(error) || Date.now() > end) throw error
    }
  }
}

const embedded = async (folder: string, signal: AbortSignal): Promise<Database> => {
  const server = keepPostgres(await embeddedPostgres({ folder, signal }))
  const url = server.url('reeve')
  try {
    await ensurePatiently(url, signal)
  } catch (error) {
    await server.stop()
    signal.throwIfAborted()
    const hint = codeOf(error) === '28P01' ? ` ${folder}.password is not the password it was made with.` : ''
    throw new Error(`The embedded database in ${folder} does not let Reeve in.${hint}`, { cause: error })
  }
  return { url, isWell: server.isWell, stop: server.stop }
}

/** The database of DATABASE_URL, or else our own below the data folder. */
export const openDatabase = ({ folder, databaseUrl, signal }: Wish) =>
  databaseUrl ? external(databaseUrl) : embedded(path.join(folder, 'postgres'), signal)
