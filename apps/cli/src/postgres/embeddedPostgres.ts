import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, rmSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { answers, freePort } from '../freePort.ts'
import { secretFile } from '../launcher/secretFile.ts'
import { runs, untilGone, wordsOf } from '../processes.ts'
import { type Account, accountFor } from './postgresAccount.ts'
import { postgresBinaries } from './postgresBinaries.ts'

/** `folder` becomes PostgreSQL's data folder; its password and log lie beside it. `fast` gives up durability, for tests. */
type Wish = { folder: string; fast?: boolean; port?: number }
export type EmbeddedPostgres = { folder: string; url: (database: string) => string; pid: number; port: number; stop: () => Promise<void> }
type Programs = Awaited<ReturnType<typeof postgresBinaries>>

/** Our own environment holds secrets that are none of its business. */
const environment = () => ({ PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' })
const beside = (folder: string, ending: string) => `${folder}.${ending}`

const launch = (account: Account, program: string, args: string[]): [string, string[]] => {
  const [command = program, ...rest] = [...account.prefix, program, ...args]
  return [command, rest]
}

const isWhole = (folder: string) => existsSync(path.join(folder, 'global', 'pg_control'))

/** Made under another name and renamed when whole, so a launcher killed half-way leaves nothing that looks like a database. */
const make = (folder: string, { initdb }: Programs, account: Account) => {
  const draft = beside(folder, 'new')
  const passwordFile = beside(folder, 'password')
  rmSync(draft, { recursive: true, force: true })
  mkdirSync(draft, { mode: 0o700 })
  for (const place of [draft, passwordFile]) account.own(place)
  const args = [
    '-D',
    draft,
    '-U',
    'reeve',
    '--auth=scram-sha-256',
    `--pwfile=${passwordFile}`,
    '--encoding=UTF8',
    '--locale=C.UTF-8',
    '--no-instructions',
  ]
  const [command, words] = launch(account, initdb, args)
  const made = spawnSync(command, words, { ...account.options, env: environment(), cwd: '/', encoding: 'utf8' })
  if (made.status !== 0)
    throw new Error(`The database could not be made in ${folder}: ${made.error?.message ?? made.stderr.trim()}${account.hint}`)
  renameSync(draft, folder)
}

/** A folder that is no database is never deleted, for it is not known whose it is. */
const putAside = (folder: string) => {
  if (!existsSync(folder) || isWhole(folder)) return
  const aside = beside(folder, `unusable-${Date.now()}`)
  renameSync(folder, aside)
  console.error(`${folder} held no whole database; it is kept as ${aside}.`)
}

/** The running postmaster of this folder, if there is one: its launcher may have been killed. Process ids are used again, hence the check of its words. */
const running = (folder: string) => {
  const file = path.join(folder, 'postmaster.pid')
  if (!existsSync(file)) return undefined
  const [pid = 0, , , port = 0] = readFileSync(file, 'utf8').split('\n').map(Number)
  const words = wordsOf(pid)
  if (runs(pid) && (words.includes(folder) || process.platform !== 'linux'))
    return { pid, port, ready: /^ready\s*$/m.test(readFileSync(file, 'utf8')) }
  rmSync(file, { force: true })
  return undefined
}

/** How to reach the database of this folder while it runs; undefined when it does not. */
export const runningUrl = (folder: string, database: string) => {
  const now = running(folder)
  return now && urlOf(folder, now.port, database)
}
const urlOf = (folder: string, port: number, database: string) =>
  `postgresql://reeve:${readFileSync(beside(folder, 'password'), 'utf8').trim()}@127.0.0.1:${port}/${database}`

const options = (fast: boolean) => ({
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '200',
  ...(fast && { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
})

/** Detached, so that Ctrl-C in a terminal reaches only the launcher, which stops the database last. */
const spawnPostgres = (folder: string, { postgres }: Programs, account: Account, port: number, fast: boolean) => {
  const settings = Object.entries(options(fast)).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const log = openSync(beside(folder, 'log'), 'a', 0o600)
  const [command, words] = launch(account, postgres, ['-D', folder, '-p', String(port), ...settings])
  const child = spawn(command, words, { ...account.options, env: environment(), cwd: '/', stdio: ['ignore', log, log], detached: true })
  closeSync(log)
  child.on('error', (error) => console.error(`The embedded database cannot be run: ${error.message}`))
  child.unref()
  return child
}

const untilReady = async (folder: string, started: ChildProcess | undefined) => {
  for (const end = Date.now() + 60_000; Date.now() < end; await sleep(25)) {
    const now = running(folder)
    if (now?.ready && (await answers(now.port))) return now
    if (started && (!started.pid || started.exitCode !== null || started.signalCode !== null)) break
  }
  throw new Error(`The embedded database did not start; its log is ${beside(folder, 'log')}.`)
}

/** SIGINT is PostgreSQL's fast shutdown; SIGQUIT leaves the rest to its recovery. */
const stopPostgres = async (pid: number) => {
  if (runs(pid)) process.kill(pid, 'SIGINT')
  if (await untilGone(pid, 20_000)) return
  process.kill(pid, 'SIGQUIT')
  await untilGone(pid, 5_000)
}

/** After its postmaster was killed, the processes it left behind hold the data folder for a moment, in which a new one refuses to start. */
const startPatiently = async (start: () => ReturnType<typeof untilReady>) => {
  for (let tries = 1; ; tries++) {
    try {
      return await start()
    } catch (error) {
      if (tries === 5) throw error
      await sleep(1_000)
    }
  }
}

/** Starts the embedded database, or takes over one whose launcher was killed. */
export const embeddedPostgres = async ({ folder, fast = false, port }: Wish): Promise<EmbeddedPostgres> => {
  const programs = await postgresBinaries()
  putAside(folder)
  const account = accountFor(folder)
  const password = secretFile(beside(folder, 'password'), () => randomBytes(24).toString('hex'))
  if (!isWhole(folder)) make(folder, programs, account)
  else if (!running(folder)) account.own(folder)
  const start = async () =>
    untilReady(folder, running(folder) ? undefined : spawnPostgres(folder, programs, account, port ?? (await freePort()), fast))
  const started = await startPatiently(start)
  const url = (database: string) => `postgresql://reeve:${password}@127.0.0.1:${started.port}/${database}`
  return { ...started, folder, url, stop: () => stopPostgres(started.pid) }
}
