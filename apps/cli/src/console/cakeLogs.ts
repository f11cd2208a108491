import { createWriteStream, existsSync } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { logs } from '@reeve/contract/audit/logs'
import { tasks } from '@reeve/contract/background/tasks'
import { fail } from '@reeve/contract/inputs/failure'
import { settingsOperations as settings } from '@reeve/contract/instance/settings'
import type { Command } from './command.ts'
import { taskId } from './jobs.ts'
import { userId } from './users.ts'

/** MISP's commands about logs (operations 10.1, 10.2, 10.4). */

const pruneUpdateLogs: Command = {
  use: 'admin prune_update_logs',
  about: 'Remove what updates of the database left in the log.',
  run: async ({ ask }) => {
    const data = await ask(logs.pruneUpdateLogs, {})
    return { data, text: data.queued ? 'Job queued.' : 'Job done.' }
  },
}

const exportLogs: Command = {
  use: 'log export <file>',
  about: 'Write the log into a new file: gzip, one JSON object a line, the oldest first.',
  options: { 'without-changes': { about: 'Leave out what changed.' } },
  run: async ({ batches, signal }, said) => {
    const file = said.of('file')
    if (existsSync(file)) fail('conflict', `${file} is there already.`)
    let count = 0
    const lines = async function* () {
      for await (const batch of batches(logs.export, {})) {
        count += batch.length
        for (const { change, before, after, ...row } of batch)
          yield `${JSON.stringify(said.is('without-changes') ? row : { ...row, change, before, after })}\n`
      }
    }
    await pipeline(Readable.from(lines()), createGzip(), createWriteStream(file, { flags: 'wx', mode: 0o600 }), { signal })
    return { data: { file, count }, text: `${count} entries written to ${file}.` }
  },
}

/** MISP's command deletes; Reeve keeps by a setting, which its daily task obeys. */
const keepRequests: Command = {
  use: 'log accesslogretention <days>',
  about: 'Keep requests in the access log for so many days, and let older ones go now.',
  run: async (house, said) => {
    const name = 'Logs.retention_days_access'
    const days = said.of('days')
    if ((await house.ask(settings.view, { id: name })).value !== Number(days)) await house.ask(settings.edit, { id: name, value: days })
    const data = await house.ask(tasks.runNow, { id: await taskId(house, 'log_retention') })
    return { data, text: `${data.type}: ${data.message}` }
  },
}

const addressesOf = (use: string): Command => ({
  use,
  about: 'From which addresses a user came, as far as the log keeps them (MISP.log_user_ips, MISP.log_client_ip).',
  run: async (house, said) => {
    const facets = await house.ask(logs.facets, { user_id: await userId(house, said.of('user')) })
    const data = facets.find(({ field }) => field === 'ip')?.values.map(({ value }) => value) ?? []
    return { data, text: data.join('\n') }
  },
})

const usersAt = (use: string): Command => ({
  use,
  about: 'Who came last from an address.',
  run: async ({ ask }, said) => {
    const data = await ask(logs.usersOfAddresses, { ip: said.of('ip') })
    return { data, text: data.map(({ id, email }) => `${id} ${email}`).join('\n') }
  },
})

export const cakeLogs: readonly Command[] = [
  pruneUpdateLogs,
  exportLogs,
  keepRequests,
  addressesOf('user user_ips <user>'),
  addressesOf('admin userip <user>'),
  usersAt('user ip_user <ip>'),
  usersAt('admin ipuser <ip>'),
]
