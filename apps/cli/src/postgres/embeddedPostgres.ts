import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { closeSync, existsSync, openSync, readFileSync, renameSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { answers, freePort } from '../freePort.ts'
import { secretFile } from '../launcher/secretFile.ts'
import { runs } from '../processes.ts'
import { clusterIn, makeCluster, versionIn } from './cluster.ts'
import { type Account, accountFor, commandOf, environment } from './postgresAccount.ts'
import { postgresBinaries } from './postgresBinaries.ts'
import { reasonIn } from './postgresLog.ts'
import { beside, type Postmaster, postmasterOf } from './postmaster.ts'
import { stopPostmaster, untilStopped } from './stopPostmaster.ts'

/** `folder` becomes PostgreSQL's data folder; its password and log lie beside it. `fast` gives up durability, for tests. */
type Wish = { folder: string; fast?: boolean; port?: number; signal?: AbortSignal }
export type EmbeddedPostgres = {
  folder: string
  url: (database: string) => string
  pid: number
  port: number
  /** Starts the server again, on the same port, after it ended. Rejects with one sentence when it does not start. */
  again: (signal: AbortSignal) => Promise<EmbeddedPostgres>
  /** `hurried`: within 3 s, by a crash recovery at the next start if need be. */
  stop: (hurried?: boolean) => Promise<void>
}
type Server = {
  folder: string
  port: number | undefined
  fast: boolean
  programs: { postgres: string }
  account: Account
  password: string
}

/** How to reach the database of this folder while it runs; undefined when it does not. */
export const runningUrl = (folder: string, database: string) => {
  const now = postmasterOf(folder)
  return now && urlOf(now.port, database, readFileSync(beside(folder, 'password'), 'utf8').trim())
}
const urlOf = (port: number, database: string, password: string) => `postgresql://reeve:${password}@127.0.0.1:${port}/${database}`

const options = (fast: boolean) => ({
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '200',
  ...(fast && { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
})

/** Detached, so that Ctrl-C in a terminal reaches only the launcher, which stops the database last. */
const spawnPostgres = ({ folder, programs, account, fast }: Server, port: number) => {
  const settings = Object.entries(options(fast)).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const log = openSync(beside(folder, 'log'), 'a', 0o600)
  const [command, words] = commandOf(account, programs.postgres, ['-D', folder, '-p', String(port), ...settings])
  const child = spawn(command, words, { ...account.options, env: environment(), cwd: '/', stdio: ['ignore', log, log], detached: true })
  closeSync(log)
  child.on('error', (error) => console.error(`The embedded database cannot be run: ${error.message}`))
  child.unref()
  return child
}

const hasEnded = ({ pid, exitCode, signalCode }: ChildProcess) => !pid || exitCode !== null || signalCode !== null

/** Waits for a postmaster that accepts connections. One that is aborted meanwhile is stopped. */
const untilReady = async (folder: string, started: ChildProcess | undefined, signal: AbortSignal) => {
  for (const end = Date.now() + 60_000; Date.now() < end; await sleep(25)) {
    const now = postmasterOf(folder)
    if (signal.aborted) {
      await stopPostmaster(now?.pid ?? started?.pid ?? 0, true)
      signal.throwIfAborted()
    }
    if (now?.state === 'ready' && (await answers(now.port))) return now
    if (started ? hasEnded(started) : !now) break
  }
  const log = beside(folder, 'log')
  const reason = reasonIn(log)
  throw new Error(`The embedded database did not start${reason && ` (${reason})`}; its log is ${log}.`)
}

/** Starts the server, or takes over one whose launcher was killed. One that is shutting down is waited for and, if need be, urged. */
const start = async (server: Server, signal: AbortSignal): Promise<Postmaster> => {
  const { folder } = server
  const before = postmasterOf(folder)
  if (before?.state === 'stopping') await untilStopped(before.pid, signal)
  const child = postmasterOf(folder) ? undefined : spawnPostgres(server, server.port ?? (await freePort()))
  return untilReady(folder, child, signal)
}

/** After a postmaster was killed, the processes it left behind hold the data folder for a moment, in which a new one refuses to start. */
const startPatiently = async (server: Server, signal: AbortSignal) => {
  for (let tries = 1; ; tries++) {
    try {
      return await start(server, signal)
    } catch (error) {
      if (tries === 5 || signal.aborted) throw error
      await sleep(1_000, undefined, { signal })
    }
  }
}

const handle = (server: Server, { pid, port }: Postmaster): EmbeddedPostgres => ({
  folder: server.folder,
  url: (database) => urlOf(port, database, server.password),
  pid,
  port,
  again: async (signal) => handle({ ...server, port }, await start({ ...server, port }, signal)),
  // By its pid file: the number of a postmaster that has ended may belong to another program.
  stop: async (hurried = false) => stopPostmaster(postmasterOf(server.folder)?.pid ?? 0, hurried),
})

/** A folder that is no database is never deleted, for it is not known whose it is. */
const putAside = (folder: string) => {
  if (!existsSync(folder) || clusterIn(folder)) return
  const aside = beside(folder, `unusable-${Date.now()}`)
  renameSync(folder, aside)
  console.error(`${folder} held no whole database; it is kept as ${aside}.`)
}

/** The major version of the server that Reeve brings. */
const wanted = '18'
const checkVersion = (folder: string) => {
  const version = versionIn(folder)
  if (version === undefined || version === wanted) return
  throw new Error(
    `The database in ${folder} was made by PostgreSQL ${version}, and Reeve brings PostgreSQL ${wanted}. Start the Reeve that made it, ` +
      `dump the database with pg_dump, move ${path.basename(folder)} away and restore the dump; or serve it by a PostgreSQL of your own and set DATABASE_URL.`,
  )
}

const never = new AbortController().signal

/** Starts the embedded database in this folder, which is made if it is missing, or takes over one whose launcher was killed. */
export const embeddedPostgres = async ({ folder, fast = false, port, signal = never }: Wish): Promise<EmbeddedPostgres> => {
  const programs = await postgresBinaries()
  putAside(folder)
  checkVersion(folder)
  const account = accountFor(folder)
  const password = secretFile(beside(folder, 'password'), () => randomBytes(24).toString('hex'))
  if (!clusterIn(folder)) makeCluster(folder, programs.initdb, account)
  else if (!postmasterOf(folder)) account.own(folder)
  const server = { folder, port, fast, programs, account, password }
  return handle(server, await startPatiently(server, signal))
}

/** Whether the postmaster of this handle runs and accepts connections. */
export const isWell = ({ folder, pid }: Pick<EmbeddedPostgres, 'folder' | 'pid'>) => runs(pid) && postmasterOf(folder)?.state !== 'stopping'
