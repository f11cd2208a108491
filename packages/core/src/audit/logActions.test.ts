import { afterAll, beforeAll, expect, it } from 'vitest'
import { actorByKey, actorBySession, anonymous, noKeyGiven } from '../access/actors/actors.ts'
import { ask } from '../ask.ts'
import { from, type Scene, scene } from '../testing/scene.ts'

/** Every action and title of operations 5.5 and 5.7 whose model there is: what is done, and the row it leaves. */
let world: Scene
const here = { ...from, ip: '192.0.2.5', user_agent: 'probe/1.0' }
const password = 'Correct horse 9'
const admin = (name: string, input: object) => world.ask<{ id: number }>('admin', name, input)
const signIn = (email: string, text: string) =>
  ask(world.system, anonymous(here), 'session.add', { email, password: text }) as Promise<{ token: string }>
const refused = (work: Promise<unknown>) => expect(work).rejects.toThrow()
const tryKey = (key: string, more: object = {}) => actorByKey(world.system, [key], { ...here, ...more })
const set = (id: string, value: unknown) => admin('settings.edit', { id, value })
const keyOf = async (input: object) => {
  const made = await admin('authKeys.add', input)
  return 'authkey_raw' in made ? { id: made.id, key: String(made.authkey_raw) } : { id: made.id, key: '' }
}

let disabled = ''
beforeAll(async () => {
  world = await scene()
  await admin('users.edit', { id: 3, password, change_pw: false })
  disabled = world.keys.get('buser') ?? ''
  await admin('users.edit', { id: 7, disabled: true })
})
afterAll(() => world.close())

type Row = Record<string, unknown>
const system = { user_id: 0, email: 'SYSTEM', org: 'SYSTEM', description: '' }
const byAdmin = { user_id: 1, email: 'admin@admin.test', org: 'ORGNAME' }
const profile = expect.stringMatching(/^\{"user_agent":"probe\/1\.0","ip":"192\.0\.2\.5"/)
const matching = (text: RegExp) => expect.stringMatching(text)

const matrix: [string, () => Promise<unknown>, Row][] = [
  [
    'a user is added',
    () => admin('users.add', { email: 'new@alpha.test', org_id: 2, role_id: 3 }),
    {
      action: 'add',
      model: 'User',
      title: matching(/^User \(\d+\): new@alpha\.test$/),
      change: matching(/email \(\) => \(new@alpha\.test\)/),
      description: matching(/^User "new@alpha\.test" \(\d+\) added by User "admin@admin\.test" \(1\)\.$/),
      ...byAdmin,
    },
  ],
  [
    'a user is edited',
    () => admin('users.edit', { id: 3, contactalert: true }),
    { action: 'edit', model: 'User', model_id: 3n, title: 'User (3): user@alpha.test', change: 'contactalert () => (1)' },
  ],
  [
    'a user is deleted',
    async () => admin('users.delete', { id: (await admin('users.add', { email: 'gone@alpha.test', org_id: 2, role_id: 3 })).id }),
    { action: 'delete', model: 'User', title: matching(/^User \(\d+\): gone@alpha\.test$/), change: '' },
  ],
  [
    'a user chooses a password',
    () => world.ask('user', 'users.changePassword', { password: 'Correct horse 10' }),
    { action: 'change_pw', model: 'User', model_id: 3n, title: 'User (3): user@alpha.test', change: 'Password changed.', user_id: 3 },
  ],
  [
    'a key is reset',
    () => admin('users.resetAuthKey', { id: 4 }),
    { action: 'reset_auth_key', model: 'User', model_id: 4n, title: 'Authentication key for user 4 (publisher@alpha.test) updated.' },
  ],
  [
    'an organisation is added',
    () => admin('organisations.add', { name: 'Org Gamma' }),
    {
      action: 'add',
      model: 'Organisation',
      title: matching(/^Organisation \(\d+\): Org Gamma$/),
      description: matching(/^Organisation "Org Gamma" \(\d+\) added by /),
    },
  ],
  [
    'an organisation is edited',
    () => admin('organisations.edit', { id: 2, sector: 'CERT' }),
    { action: 'edit', model: 'Organisation', model_id: 2n, title: 'Organisation (2): Org Alpha', change: 'sector () => (CERT)' },
  ],
  [
    'an organisation is deleted',
    async () => admin('organisations.delete', { id: (await admin('organisations.add', { name: 'Org Delta' })).id }),
    { action: 'delete', model: 'Organisation', title: matching(/^Organisation \(\d+\): Org Delta$/), change: '' },
  ],
  [
    'a role is added',
    () => admin('roles.add', { name: 'Own', permission: 1 }),
    { action: 'add', model: 'Role', title: matching(/^Role \(\d+\): Own$/), change: matching(/name \(\) => \(Own\)/) },
  ],
  [
    'a role is edited',
    () => admin('roles.edit', { id: 6, perm_template: true }),
    { action: 'edit', model: 'Role', model_id: 6n, title: matching(/^Role \(6\): /), change: 'perm_template () => (1)' },
  ],
  [
    'a role is deleted',
    async () => admin('roles.delete', { id: (await admin('roles.add', { name: 'Short-lived' })).id }),
    { action: 'delete', model: 'Role', title: matching(/^Role \(\d+\): Short-lived$/) },
  ],
  [
    'an auth key is added',
    () => keyOf({ user_id: 3, comment: 'fresh' }),
    {
      action: 'add',
      model: 'AuthKey',
      title: matching(/^AuthKey \(\d+\): \w{4}…\w{4}$/),
      change: matching(/authkey \(\) => \(\*\*\*\*\*\)/),
    },
  ],
  [
    'an auth key is edited',
    async () => admin('authKeys.edit', { id: (await keyOf({ user_id: 3 })).id, comment: 'changed' }),
    { action: 'edit', model: 'AuthKey', change: 'comment () => (changed)' },
  ],
  [
    'an auth key is deleted',
    async () => admin('authKeys.delete', { id: (await keyOf({ user_id: 3 })).id }),
    { action: 'delete', model: 'AuthKey', title: matching(/^AuthKey \(\d+\): \w{4}…\w{4}$/) },
  ],
  [
    'a setting is changed',
    () => set('MISP.log_auth', true),
    { action: 'serverSettingsEdit', model: 'Server', model_id: 0n, title: 'Server setting changed', change: 'MISP.log_auth () => (1)' },
  ],
  [
    'a key is used, while such use is logged',
    async () => {
      await tryKey(world.keys.get('user') ?? '', { target: { http_method: 'GET', target: '/users/view/me' } })
      await world.system.usageWriter.flush()
      await set('MISP.log_auth', null)
    },
    {
      action: 'auth',
      model: 'User',
      model_id: 3n,
      title: matching(/^Successful authentication using API key \(\w{4}\*{32}\w{4}\)$/),
      change: matching(/"http_method":"GET","target":"\/users\/view\/me"/),
      user_id: 3,
    },
  ],
  [
    'somebody signs in',
    () => signIn('user@alpha.test', 'Correct horse 10'),
    { action: 'login', model: 'User', model_id: 3n, title: 'User (3): user@alpha.test', change: profile, user_id: 3 },
  ],
  [
    'somebody signs out',
    async () => {
      const { token } = await signIn('user@alpha.test', 'Correct horse 10')
      const actor = await actorBySession(world.system, token, here)
      if (actor) await ask(world.system, actor, 'session.end', {})
    },
    { action: 'logout', model: 'User', model_id: 3n, title: 'User (3): user@alpha.test', user_id: 3 },
  ],
  [
    'a password is wrong',
    () => refused(signIn('user@alpha.test', 'wrong')),
    { action: 'login_fail', model: 'User', title: 'Failed login attempt using username user@alpha.test from IP: 192.0.2.5.', user_id: 3 },
  ],
  [
    'nobody has this e-mail',
    () => refused(signIn('nobody@alpha.test', 'wrong')),
    { action: 'login_fail', title: 'Failed login attempt using username nobody@alpha.test from IP: 192.0.2.5.', ...system },
  ],
  [
    'a key is unknown',
    () => refused(tryKey('a'.repeat(40))),
    {
      action: 'auth_fail',
      model: 'User',
      model_id: 0n,
      title: `Failed authentication using API key (aaaa${'*'.repeat(32)}aaaa)`,
      change: '',
      ...system,
    },
  ],
  [
    'a key has the wrong length',
    () => refused(tryKey('short')),
    { action: 'auth_fail', title: 'Failed authentication using an API key of incorrect length.', ...system },
  ],
  [
    'no key is given',
    () => refused(noKeyGiven(world.system, here)),
    { action: 'auth_fail', title: 'Failed API authentication. No authkey was provided.', ...system },
  ],
  [
    'a user is disabled',
    () => refused(tryKey(disabled)),
    { action: 'auth_fail', model_id: 7n, title: 'Login attempt by disabled user.', change: profile, user_id: 7, email: 'user@beta.test' },
  ],
  [
    'a key comes from where it may not be used',
    async () => refused(tryKey((await keyOf({ user_id: 3, allowed_ips: '198.51.100.1' })).key)),
    {
      action: 'auth_fail',
      model_id: 3n,
      title: matching(/^Login attempt from not allowed IP address 192\.0\.2\.5 for auth key \d+\.$/),
      user_id: 3,
    },
  ],
  [
    'updates are pruned from the log',
    () => world.ask('admin', 'logs.pruneUpdateLogs', {}, { inline: true }),
    { action: 'pruneUpdateLogs', title: 'Pruning updates', change: 'Pruning completed in 1 iteration(s).' },
  ],
]

it.each(matrix)('when %s, the log says so', async (_, work, row) => {
  const before = await world.system.db.log.findFirst({ orderBy: { id: 'desc' } })
  await work()
  const found = await world.system.db.log.findMany({ where: { id: { gt: before?.id ?? 0n } }, orderBy: { id: 'asc' } })
  expect(found).toContainEqual(expect.objectContaining(row))
})

it('addresses are kept only where the instance says so', async () => {
  const last = async () => (await world.system.db.log.findFirst({ where: { action: 'edit' }, orderBy: { id: 'desc' } }))?.ip
  await admin('organisations.edit', { id: 2, sector: 'Energy' })
  expect(await last()).toBeNull()
  await set('MISP.log_client_ip', true)
  await admin('organisations.edit', { id: 2, sector: 'Health' })
  expect(await last()).toBe('127.0.0.1')
})
