import { execFileSync, type SpawnOptions, spawnSync } from 'node:child_process'
import { statSync } from 'node:fs'

/** How to start PostgreSQL's programs, which refuse to run as root. */
export type Account = { prefix: string[]; options: Pick<SpawnOptions, 'uid' | 'gid'>; own: (place: string) => void; hint: string }

/** Reeve's own environment holds secrets that PostgreSQL must not see. */
export const environment = () => ({ PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' })

/** A command line that runs a program of PostgreSQL under this account. */
export const commandOf = ({ prefix }: Account, program: string, args: string[]): [string, string[]] => {
  const [command = program, ...rest] = [...prefix, program, ...args]
  return [command, rest]
}

const nothing = () => {}
const asIs: Account = { prefix: [], options: {}, own: nothing, hint: '' }

/** In this user namespace root looks like the account with id 1, which every system has; the files stay root's. */
const masked: Account = { prefix: ['unshare', '-U', '--map-user=1', '--map-group=1'], options: {}, own: nothing, hint: '' }

const namespacesWork = () => {
  const [command = '', ...args] = masked.prefix
  return spawnSync(command, [...args, 'true'], { stdio: 'ignore' }).status === 0
}

const as = (uid: number, gid: number): Account => ({
  prefix: [],
  options: { uid, gid },
  own: (place) => void execFileSync('chown', ['-R', `${uid}:${gid}`, place]),
  hint: ' Every folder above must let the account pass under which root starts it.',
})

const idOf = (flag: '-u' | '-g', name: string) =>
  Number(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }))

const named = (name: string) => {
  try {
    return as(idOf('-u', name), idOf('-g', name))
  } catch {
    return undefined
  }
}

const ownerOf = (folder: string) => {
  const { uid, gid } = statSync(folder, { throwIfNoEntry: false }) ?? { uid: 0, gid: 0 }
  return uid === 0 ? undefined : as(uid, gid)
}

/** An ordinary user needs nothing; for root the owner of an existing data folder decides, then a user namespace, then the account `postgres`. */
export const accountFor = (folder: string): Account => {
  if (process.getuid?.() !== 0) return asIs
  const account = ownerOf(folder) ?? (namespacesWork() ? masked : named('postgres'))
  if (account) return account
  throw new Error(
    'PostgreSQL does not run as root, and there are neither user namespaces nor an account named postgres: start Reeve as an ordinary user, or set DATABASE_URL.',
  )
}
