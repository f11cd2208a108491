import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import path from 'node:path'
import { type Account, commandOf, environment } from './postgresAccount.ts'
import { beside } from './postmaster.ts'

/** Whether a folder holds a whole database cluster. */
export const clusterIn = (folder: string) => existsSync(path.join(folder, 'global', 'pg_control'))

/** The major version of PostgreSQL that made a cluster; undefined where there is none. */
export const versionIn = (folder: string) => {
  const file = path.join(folder, 'PG_VERSION')
  return clusterIn(folder) && existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined
}

/** Makes a cluster under another name and renames it when it is whole, so a launcher killed half-way leaves nothing that looks like one. */
export const makeCluster = (folder: string, initdb: string, account: Account) => {
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
  const [command, words] = commandOf(account, initdb, args)
  const made = spawnSync(command, words, { ...account.options, env: environment(), cwd: '/', encoding: 'utf8' })
  if (made.status !== 0)
    throw new Error(`The database could not be made in ${folder}: ${made.error?.message ?? made.stderr.trim()}${account.hint}`)
  renameSync(draft, folder)
}
