import { userInfo } from 'node:os'
import { gzipSync } from 'node:zlib'
import { bind, oursOf } from './facts.ts'
import type { World } from './world.ts'

/** Areas that begin with people; the others make theirs as they were recorded. */
export const populated = (area: string) => area !== 'user' && area !== 'org'

type Made = { id: number; email?: string; authkey: string; authkey_raw: string }
const user = async ({ ask, keys }: World, who: string, email: string, org_id: number, role_id: number) => {
  const made = await ask<Made>('users.add', { email, org_id, role_id })
  keys.set(who, made.authkey)
  return made
}
const organisation = async (world: World, recorded: number, name: string, local = true) => {
  const { id } = await world.ask<Made>('organisations.add', { name, local })
  bind(world.facts, 'Organisation', recorded, id)
}
/** A key of the admin's own, of a special kind. */
const key = async (world: World, who: string, input: object) => {
  const { authkey_raw } = await world.ask<Made>('authKeys.add', input)
  world.keys.set(who, authkey_raw)
}
const specialKeys = async (world: World) => {
  await key(world, 'ro', { read_only: true, expiration: '2035-01-01' })
  await key(world, 'iplock', { allowed_ips: '192.0.2.1' })
  await key(world, 'expired', { expiration: '2020-01-01' })
}

/** People of Org Alpha leave traces in the log. */
const people = async ({ scene }: World) => {
  await scene.ask('user', 'users.changePassword', { password: 'Another1 password' })
  await scene.ask('user', 'authKeys.add', { comment: 'mine' })
  await scene.ask('sync', 'authKeys.add', { comment: 'mine too' })
}

/** A row of an attribute, as an older instance left it. */
const anAttribute = ({ scene }: World) =>
  scene.system.db.log.create({
    data: {
      title: 'Attribute (150000) from Event (1): Network activity/ip-dst host150000.bulk.example.net',
      model: 'Attribute',
      model_id: 150_000,
      action: 'add',
      user_id: 1,
      org_id: 1,
      email: 'admin@admin.test',
      org: 'ORGNAME',
      change: 'value () => (host150000), to_ids () => (1)',
      after: { value: 'host150000', to_ids: true },
      event_id: 0,
      ip: '192.0.2.7',
    },
  })
/** Requests that were kept, and what the area asks for besides. */
const requests = async (world: World) => {
  await world.ask('settings.edit', { id: 'MISP.log_paranoid', value: true })
  bind(world.facts, 'User', 2, (await user(world, 'perf', 'user0001@perf.test', 3, 3)).id)
  await anAttribute(world)
  const headers = { host: '127.0.0.1', authorization: world.keys.get('admin') ?? '', accept: 'application/json' }
  await world.app.inject({ url: '/users/view/me', headers: { ...headers, 'user-agent': 'curl/7.88.1' } })
  await world.scene.system.usageWriter.flush()
}
/** Work that others left behind, waiting for a worker. */
const work = async ({ scene: { system } }: World) => {
  await system.db.job.createMany({
    data: ['pull', 'push', 'cache_servers', 'prune_update_logs'].map((job_type) => ({
      worker: 'default',
      job_type,
      job_input: 'Server: 1',
      org_id: 1,
    })),
  })
}

/** The recorded instance had a mail server. Nothing of this leaves: no worker runs here. */
const mailServer = async ({ ask }: World) => {
  await ask('settings.edit', { id: 'Mail.host', value: 'mail.invalid' })
  await ask('settings.edit', { id: 'MISP.email', value: 'reeve@instance.test' })
}

/** A machine with a worker at each queue, as the recorded one had. */
const machine = async ({ scene: { system } }: World) => {
  const slot = await system.db.workerSlot.create({ data: { supervisor: 'recorded:/', queues: ['default'] } })
  const { username } = userInfo()
  await system.db.worker.createMany({
    data: ['cache', 'default', 'email', 'prio', 'update'].map((queue, at) => ({
      worker_id: `recorded:${16_141 + at}:${queue}`,
      hostname: 'recorded',
      pid: 16_141 + at,
      queue,
      user: username,
      slot_id: slot.id,
    })),
  })
}

/** State that the recordings presuppose and do not show, made by operations before the recording of that name (or its area). */
export const before: Record<string, (world: World) => Promise<unknown>> = {
  'area auth': specialKeys,
  'auth-user-with-missing-role': async ({ ask }) =>
    ask('users.edit', { id: 3, role_id: (await ask<Made>('roles.add', { name: 'Without keys' })).id }),
  'auth-disabled': async ({ ask }) => ask('users.edit', { id: 8, disabled: true }),
  'area audit': people,
  'area jobs': work,
  'area srv': machine,
  'area logs': people,
  'area acc': requests,
  'area user': async (world) => {
    await organisation(world, 2, 'Org Alpha')
    await organisation(world, 3, 'Org Beta')
    await organisation(world, 4, 'Ext Gamma', false)
  },
  'user-initpw': mailServer,
  'user-monitor': ({ ask }) => ask('settings.edit', { id: 'Security.user_monitoring_enabled', value: true }),
  'user-add-readonly': (world) => user(world, 'sync', 'sync@alpha.test', 2, 5),
  'user-add-pw': async (world) => bind(world.facts, 'User', 8, (await user(world, 'borgadmin', 'orgadmin@beta.test', 3, 2)).id),
  // Between two recordings, the role that the one before had given was taken back.
  'user-edit-goodpw': ({ ask, facts }) => ask('users.edit', { id: Number(oursOf(facts, 'User', '3')), role_id: 3 }),
  'user-delete-again': async (world) => bind(world.facts, 'User', 17, 999_999),
  'srv-getSetting-MISP.email': ({ ask }) => ask('settings.edit', { id: 'MISP.email', value: 'info@admin.test' }),
  'org-index': async (world) => {
    await organisation(world, 5, 'Ext Delta', false)
    await organisation(world, 8, 'Nat')
  },
  'org-index-as-user': (world) => user(world, 'user', 'user@alpha.test', 2, 3),
  'role-delete-withmembers': ({ ask, facts }) => ask('users.edit', { id: 7, role_id: Number(oursOf(facts, 'Role', '7')) }),
  'uset-set': async (world) => {
    bind(world.facts, 'User', 3, (await world.scene.ask<Made>('user', 'users.me')).id)
  },
  'uset-set-other': async ({ ask, facts }) => {
    const made = await ask<Made>('userSettings.set', { setting: 'default_restsearch_parameters', value: { limit: 5 } })
    bind(facts, 'UserSetting', 2, made.id)
  },
  'area xreg': ({ ask }) => ask('settings.edit', { id: 'Security.allow_self_registration', value: true }),
  'xreg-list2': ({ app }) =>
    app.inject({
      method: 'POST',
      url: '/users/register',
      headers: { accept: 'application/json', 'user-agent': '' },
      payload: { email: 'newbie2@reg.test', org_name: 'New Org', message: '' },
    }),
  'role-delete': ({ ask }) => ask('users.edit', { id: 7, role_id: 3 }),
}

const json = { 'content-type': 'application/json' }
/** What a recording cannot show of its request. */
export type Unseen = { payload?: string | Buffer; headers: Record<string, string> }
export const unseen: Record<string, Unseen> = {
  'auth-shortkey': { headers: { authorization: 'short' } },
  badjson: { payload: '{"info": ', headers: json },
  'xgzip-req': { payload: gzipSync('{"testString":"gz"}'), headers: { ...json, 'content-encoding': 'gzip' } },
  // MISP keeps no agent where none was said.
  'xreg-post': { headers: { 'user-agent': '' } },
  'xgzip-accept': { headers: { 'accept-encoding': 'gzip' } },
  'xenc-br': { headers: { 'accept-encoding': 'br' } },
  'nego-ctype-only': { headers: json },
}
