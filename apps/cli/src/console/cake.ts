import { setTimeout as sleep } from 'node:timers/promises'
import { jobs } from '@reeve/contract/background/jobs'
import { workers } from '@reeve/contract/background/workers'
import { fail } from '@reeve/contract/inputs/failure'
import { settingsOperations as settings } from '@reeve/contract/instance/settings'
import { roles } from '@reeve/contract/people/roles'
import { defined } from '@reeve/wire/instance/settings'
import { cakeKeys } from './cakeKeys.ts'
import { cakeLogs } from './cakeLogs.ts'
import { cakeUsers } from './cakeUsers.ts'
import { type Command, commandIn } from './command.ts'
import { lint } from './settings.ts'
import { tail } from './tail.ts'
import { cleanup, clear, forAll, restart, start, stats, stop } from './workers.ts'

/** MISP's console, for cron lines and playbooks (operations 10.1, 10.2, 10.4): names in small letters, arguments and lines as there. */

const getSetting: Command = {
  use: 'admin getsetting [name]',
  about: 'A setting with all that is known of it, as JSON; all of them where no name is said.',
  run: async ({ ask }, said) => {
    const name = said.maybe('name') ?? 'all'
    const data =
      name === 'all'
        ? (await ask(settings.list, { limit: 1000, sort: 'name' })).rows.map(defined)
        : defined(await ask(settings.view, { id: name }))
    return { data, text: JSON.stringify(data, null, 4) }
  },
}
const setSetting: Command = {
  use: 'admin setsetting <name> [value]',
  about: 'Change a setting; --null gives it its first value back.',
  options: { null: { about: 'As it was at first.' }, force: { about: 'Taken, but what a setting cannot hold is not stored.' } },
  run: async ({ ask }, said) => {
    const value = said.is('null') ? null : (said.maybe('value') ?? fail('invalid', 'Say a value, or --null.'))
    const data = await ask(settings.edit, { id: said.of('name'), value })
    return { data, text: `Setting "${data.name}" changed to "${data.value}"` }
  },
}
const baseUrl: Command = {
  use: 'baseurl <url>',
  about: 'Say under which address people come.',
  run: async ({ ask }, said) => {
    const data = await ask(settings.edit, { id: 'MISP.baseurl', value: said.of('url') })
    return { data, text: `Baseurl updated to ${data.value}` }
  },
}
const defaultRole: Command = {
  use: 'admin setdefaultrole [id]',
  about: 'The role that users get where none is said; without a number, the roles there are.',
  run: async ({ ask }, said) => {
    const id = said.maybe('id')
    if (id !== undefined) {
      const data = await ask(roles.setDefault, { id })
      return { data, text: `Default Role updated to ${data.name}` }
    }
    const { rows } = await ask(roles.list, { limit: 1000, sort: 'id' })
    return { data: rows.map((role) => ({ id: role.id, name: role.name })), text: rows.map((role) => `${role.id}. ${role.name}`).join('\n') }
  },
}
const jobStatus: Command = {
  use: 'worker showjobstatus <id>',
  about: 'How far a job is.',
  run: async ({ ask }, said) => {
    const data = await ask(jobs.view, { id: said.of('id') })
    return { data, text: `${data.status} ${data.progress} %: ${data.message}` }
  },
}

/** For scripts that begin before the instance does. */
const queueReady: Command = {
  use: 'admin redisready',
  about: 'Wait until the queue answers.',
  run: async (house) => {
    const { queueReady: isReady } = await house.system()
    while (!(await isReady())) await sleep(1000, undefined, { signal: house.signal })
    return { data: { ready: true }, text: 'The queue answers.' }
  },
}
/** Nothing of the database opens with another one, so a question is the proof. */
const secretIsValid: Command = {
  use: 'admin isencryptionkeyvalid',
  about: 'Whether SECRET_KEY is the one this database was made with; exit code 1 for another.',
  run: async (house) => {
    await house.system()
    return { data: { valid: true }, text: 'SECRET_KEY is the one this database was made with.' }
  },
}

const getWorkers: Command = {
  use: 'admin getworkers [which]',
  about: 'Queues with their workers, as JSON; `dead` shows the dead ones alone.',
  run: async ({ ask }, said) => {
    const { queues } = await ask(workers.status, {})
    const dead = said.maybe('which') === 'dead'
    const shown = queues.map(
      ({ queue, ok, workers: here }) => [queue, { ok, workers: here.filter(({ alive }) => !dead || !alive) }] as const,
    )
    const data = Object.fromEntries(shown)
    return { data, text: JSON.stringify(data, null, 4) }
  },
}

export const cakeCommands: readonly Command[] = [
  ...cakeUsers,
  ...cakeKeys,
  ...cakeLogs,
  getSetting,
  setSetting,
  { ...lint, use: 'admin configlint' },
  baseUrl,
  defaultRole,
  jobStatus,
  getWorkers,
  queueReady,
  secretIsValid,
  start('admin startworker <queue>'),
  start('start_worker <queue>'),
  restart('admin restartworkers'),
  forAll('admin restartdeadworkers', 'Start replacements for dead workers.', ({ ask }) => ask(workers.restartDead, {})),
  stop('admin killworker <pid>'),
  { ...stats, use: 'worker showqueues' },
  clear('worker flushqueue <queue>'),
  { ...tail, use: 'cakeresque.cakeresque tail [log...]' },
  { ...cleanup, use: 'cakeresque.cakeresque cleanup [worker]' },
  { ...stats, use: 'cakeresque.cakeresque stats' },
  clear('cakeresque.cakeresque clear <queue>'),
]

/** What a line of MISP's console asks for: shell and command in any letters. What Reeve has not is said, with exit code 1. */
export const cakeIn = (line: readonly string[]) => {
  const found = commandIn(cakeCommands, [...line.slice(0, 2).map((word) => word.toLowerCase()), ...line.slice(2)])
  if (!found) return fail('notFound', `Reeve has no “cake ${line.slice(0, 2).join(' ')}”. \`./reeve cake\` lists what it has.`)
  // Only the words are in small letters, not what follows a shell of one word.
  return { ...found, rest: line.slice(line.length - found.rest.length) }
}
