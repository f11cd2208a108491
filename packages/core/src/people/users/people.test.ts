import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Scene, scene } from '../../testing/scene.ts'

let world: Scene
beforeAll(async () => {
  world = await scene()
})
afterAll(() => world.close())
const refused = (field: string, text: RegExp) => ({ kind: 'invalid', fields: { [field]: [expect.stringMatching(text)] } })

describe('organisations', () => {
  it('are found by id, uuid and name', async () => {
    const { uuid } = await world.ask<{ uuid: string }>('user', 'organisations.view', { id: 2 })
    for (const id of [2, '2', uuid, uuid.toUpperCase(), 'Org Alpha'])
      expect(await world.ask('user', 'organisations.view', { id })).toMatchObject({ id: 2, name: 'Org Alpha', user_count: 5 })
    for (const id of [999, 'Nobody', '', '0', -1, '5c1b5a5e-ffff-4000-8000-0000000000b1'])
      await expect(world.ask('user', 'organisations.view', { id })).rejects.toMatchObject({ kind: 'notFound' })
  })

  it.each([
    ['a name that is taken', { name: 'Org Alpha' }, 'name', /already exists/],
    ['no name', {}, 'name', /./],
    ['an empty name', { name: '  ' }, 'name', /cannot be empty/],
    ['a name of two lines', { name: 'Org\r\nBcc: x@y.test' }, 'name', /one line/],
    ['an endless name', { name: 'n'.repeat(256) }, 'name', /255/],
    ['a UUID that is none', { name: 'New', uuid: 'zzz' }, 'uuid', /./],
  ])('are not added with %s', async (_, input, field, text) => {
    await expect(world.ask('admin', 'organisations.add', input)).rejects.toMatchObject(refused(field, text))
  })

  it('take a UUID in any letters, once', async () => {
    const uuid = '5C1B5A5E-0000-4000-8000-0000000000B1'
    expect(await world.ask('admin', 'organisations.add', { name: 'Gamma', uuid, local: false })).toMatchObject({
      uuid: uuid.toLowerCase(),
      local: false,
    })
    await expect(world.ask('admin', 'organisations.add', { name: 'Delta', uuid })).rejects.toMatchObject(refused('uuid', /already exists/))
  })

  it('are local, external or all in a list', async () => {
    const names = async (local?: string) =>
      (await world.ask<{ rows: { name: string }[] }>('user', 'organisations.list', { local, sort: 'name' })).rows.map(({ name }) => name)
    expect(await names('external')).toEqual(['Gamma'])
    expect(await names('local')).toEqual(['ORGNAME', 'Org Alpha', 'Org Beta'])
    expect(await names('all')).toEqual(['Gamma', 'ORGNAME', 'Org Alpha', 'Org Beta'])
    expect(await names()).toHaveLength(4)
  })

  it('tell site admins who added them, and org admins who added their own', async () => {
    expect(await world.ask('admin', 'organisations.view', { id: 2 })).toMatchObject({ created_by: 1, created_by_email: 'admin@admin.test' })
    expect(await world.ask('orgadmin', 'organisations.view', { id: 2 })).toMatchObject({
      created_by: 1,
      created_by_email: 'admin@admin.test',
    })
    for (const [who, id] of [
      ['orgadmin', 3],
      ['user', 2],
    ] as const)
      expect(await world.ask(who, 'organisations.view', { id })).toMatchObject({ created_by: null, created_by_email: null })
  })

  it('are not deleted while they have users, and it says how many', async () => {
    await expect(world.ask('admin', 'organisations.delete', { id: 2 })).rejects.toMatchObject({
      kind: 'conflict',
      message: 'Org Alpha still has 5 users. Move or delete them first, or merge it into another.',
    })
    expect(await world.ask('admin', 'organisations.delete', { id: 'Gamma' })).toEqual({ id: expect.any(Number) })
  })

  it('are hidden but for one’s own where a setting says so', async () => {
    await world.ask('admin', 'settings.edit', { id: 'Security.hide_organisation_index_from_users', value: true })
    await expect(world.ask('user', 'organisations.list')).rejects.toMatchObject({ kind: 'forbidden' })
    await expect(world.ask('user', 'organisations.view', { id: 3 })).rejects.toMatchObject({ kind: 'notFound' })
    expect(await world.ask('user', 'organisations.view', { id: 2 })).toMatchObject({ id: 2 })
    expect(await world.ask('sync', 'organisations.list')).toMatchObject({ total: 3 })
    await world.ask('admin', 'settings.edit', { id: 'Security.hide_organisation_index_from_users', value: null })
  })
})

describe('roles', () => {
  it('are seeded with the ids, names and levels that clients rely on', async () => {
    const { rows } = await world.ask<{ rows: object[] }>('user', 'roles.list')
    expect(rows).toMatchObject([
      { id: 1, name: 'admin', permission: 3, perm_site_admin: true, perm_skip_otp: false },
      { id: 2, name: 'Org Admin', permission: 3, perm_admin: true, perm_site_admin: false },
      { id: 3, name: 'User', permission: 2, permission_description: 'manage_org', default_role: true },
      { id: 4, name: 'Publisher', permission: 3, perm_delegate: true },
      { id: 5, name: 'Sync user', permission: 3, perm_sync: true },
      { id: 6, name: 'Read Only', permission: 0, perm_audit: true, perm_auth: true, perm_sighting: false },
    ])
  })

  it.each([
    [0, 0],
    ['1', 1],
    ['manage_org', 2],
    [3, 3],
    ['nonsense', 0],
    [7, 0],
  ])('of permission %s have the flags of level %i', async (permission, level) => {
    const role = await world.ask('admin', 'roles.add', { name: `Level ${permission}`, permission })
    const flags = [role.perm_add, role.perm_modify, role.perm_modify_org, role.perm_publish]
    expect([role.permission, flags]).toEqual([level, [level > 0, level > 0, level > 1, level > 2]])
  })

  it('keep what was not said when they are edited', async () => {
    const { id } = await world.ask('admin', 'roles.add', { name: 'Kept', permission: 3, perm_tagger: true })
    expect(await world.ask('admin', 'roles.edit', { id, perm_sighting: true, max_execution_time: 1234 })).toMatchObject({
      permission: 3,
      perm_tagger: true,
      perm_sighting: true,
      max_execution_time: '1234',
    })
  })

  it('are not deleted while they have members', async () => {
    await expect(world.ask('admin', 'roles.delete', { id: 3 })).rejects.toMatchObject({
      kind: 'conflict',
      fields: { id: [expect.stringMatching(/^\d+ users have/)] },
    })
  })

  it('have one default, which new users get', async () => {
    await world.ask('admin', 'roles.setDefault', { id: 4 })
    expect(await world.system.db.role.findMany({ where: { default_role: true }, select: { id: true } })).toEqual([{ id: 4 }])
    await world.ask('admin', 'roles.unsetDefault')
    await expect(world.ask('admin', 'users.add', { email: 'norole@alpha.test' })).rejects.toMatchObject(refused('role_id', /Mandatory/))
    await world.ask('admin', 'roles.setDefault', { id: 3 })
  })

  it('act at once: what a role loses, its users cannot do with the next call', async () => {
    expect((await world.as('orgadmin')).perms.has('perm_admin')).toBe(true)
    await world.ask('admin', 'roles.edit', { id: 2, perm_admin: false })
    await expect(world.ask('orgadmin', 'users.list')).rejects.toMatchObject({ kind: 'forbidden' })
    await world.ask('admin', 'roles.edit', { id: 2, perm_admin: true })
  })

  it('of site admins can be kept to the host organisation', async () => {
    await world.ask('admin', 'settings.edit', { id: 'Security.limit_site_admins_to_host_org', value: true })
    await expect(world.ask('admin', 'users.add', { email: 'far@alpha.test', org_id: 2, role_id: 1 })).rejects.toMatchObject(
      refused('role_id', /host organisation/),
    )
    await world.ask('admin', 'settings.edit', { id: 'Security.limit_site_admins_to_host_org', value: null })
  })
})

describe('auth keys', () => {
  it('are made for oneself, and by an org admin for plain users of his own', async () => {
    expect(await world.ask('user', 'authKeys.add', {})).toMatchObject({
      user_id: 3,
      authkey_raw: expect.stringMatching(/^[a-zA-Z0-9]{40}$/),
    })
    expect(await world.ask('orgadmin', 'authKeys.add', { user_id: 3 })).toMatchObject({ user_id: 3 })
    for (const [who, user_id, kind] of [
      ['user', 2, 'forbidden'],
      ['orgadmin', 7, 'invalid'],
      ['orgadmin', 9999, 'invalid'],
      ['orgadmin', 5, 'forbidden'],
    ] as const)
      await expect(world.ask(who, 'authKeys.add', { user_id }), `${who} for ${user_id}`).rejects.toMatchObject({ kind })
  })

  it.each([['999.1.1.1'], ['10.0.0.0/99'], ['host.example'], ['1'], ['::1/129']])('do not take %s for an address', async (address) => {
    await expect(world.ask('user', 'authKeys.add', { allowed_ips: [address] })).rejects.toMatchObject(
      refused('allowed_ips', /is not valid IP range/),
    )
  })

  it('name every address that is none', async () => {
    await expect(world.ask('user', 'authKeys.add', { allowed_ips: ['999.1.1.1', '10.0.0.1', 'host.example'] })).rejects.toMatchObject({
      fields: { allowed_ips: ['999.1.1.1 is not valid IP range', 'host.example is not valid IP range'] },
    })
  })

  it('live no longer than the instance allows', async () => {
    await world.ask('admin', 'settings.edit', { id: 'Security.advanced_authkeys_validity', value: 30 })
    const { expiration, created } = await world.ask<{ expiration: string; created: string }>('user', 'authKeys.add', {})
    expect(Date.parse(expiration) - Date.parse(created)).toBe(30 * 86_400_000)
    await expect(world.ask('user', 'authKeys.add', { expiration: '2199-01-01' })).rejects.toMatchObject(refused('expiration', /30 days/))
    await world.ask('admin', 'settings.edit', { id: 'Security.advanced_authkeys_validity', value: null })
  })

  it('name their addresses where the instance wants it', async () => {
    await world.ask('admin', 'settings.edit', { id: 'Security.mandate_ip_allowlist_advanced_authkeys', value: true })
    await expect(world.ask('user', 'authKeys.add', {})).rejects.toMatchObject(refused('allowed_ips', /mandatory/))
    await world.ask('admin', 'settings.edit', { id: 'Security.mandate_ip_allowlist_advanced_authkeys', value: null })
  })

  it('of peers, and of users whose role an org admin lacks or may not assign, are not theirs to make or reset', async () => {
    const roles = [
      { name: 'Peer', permission: 3, perm_admin: true, perm_auth: true },
      { name: 'Decayer', perm_auth: true, perm_galaxy_editor: true, perm_warninglist: true },
      { name: 'Reserved', perm_auth: true, restricted_to_site_admin: true },
      { name: 'Keyless', perm_auth: false },
    ]
    for (const role of roles) {
      const { id: role_id } = await world.ask('admin', 'roles.add', role)
      const { id } = await world.ask('admin', 'users.add', { email: `${role.name}@alpha.test`, org_id: 2, role_id })
      for (const [name, input] of [
        ['users.resetAuthKey', { id }],
        ['authKeys.add', { user_id: id }],
      ] as const)
        await expect(world.ask('orgadmin', name, input), `${name} ${role.name}`).rejects.toMatchObject({ kind: 'forbidden' })
      await world.ask('admin', 'users.delete', { id })
      await world.ask('admin', 'roles.delete', { id: role_id })
    }
    world.keys.set('user', (await world.ask<{ authkey_raw: string }>('orgadmin', 'users.resetAuthKey', { id: 3 })).authkey_raw)
  })

  it('of peers and superiors are hidden from an org admin', async () => {
    await world.ask('admin', 'users.add', { email: 'peer@alpha.test', org_id: 2, role_id: 2 })
    const { rows } = await world.ask<{ rows: { user: { email: string } }[] }>('orgadmin', 'authKeys.list', { limit: 1000 })
    expect([...new Set(rows.map(({ user }) => user.email))].sort()).toEqual([
      'orgadmin@alpha.test',
      'publisher@alpha.test',
      'readonly@alpha.test',
      'user@alpha.test',
    ])
  })

  it('end when they are deleted, and are never in the log', async () => {
    const { id, authkey_raw } = await world.ask<{ id: number; authkey_raw: string }>('buser', 'authKeys.add', { comment: 'gone soon' })
    const { key_hash } = await world.system.db.authKey.findUniqueOrThrow({ where: { id } })
    await world.ask('buser', 'authKeys.delete', { id })
    const { rows } = await world.system.pool.query<{ row: string }>('SELECT to_jsonb(l)::text AS row FROM logs l')
    for (const { row } of rows) for (const secret of [authkey_raw, key_hash]) expect(row).not.toContain(secret)
    expect(await world.system.db.log.findFirst({ where: { model: 'AuthKey', model_id: id, action: 'delete' } })).toMatchObject({
      title: `AuthKey (${id}): ${authkey_raw.slice(0, 4)}…${authkey_raw.slice(-4)}`,
    })
  })
})

describe('settings', () => {
  it('are obeyed by another process within a second', async () => {
    const { openSystem } = await import('../../system.ts')
    const other = await openSystem(world.env, { log: world.system.log, connections: 2 })
    await world.ask('admin', 'settings.edit', { id: 'Security.password_policy_length', value: '14' })
    await expect.poll(async () => (await other.settings.fresh())['Security.password_policy_length'], { timeout: 1000 }).toBe(14)
    await world.ask('admin', 'settings.edit', { id: 'Security.password_policy_length', value: null })
    await expect.poll(async () => (await other.settings.fresh())['Security.password_policy_length'], { timeout: 1000 }).toBe(12)
    await other.close()
  })

  it.each([
    ['Security.password_policy_length', 5, /At least 6/],
    ['Security.password_policy_length', 'abc', /whole number/],
    ['MISP.baseurl', 'nonsense', /https/],
    ['MISP.timezone', 'Europe/Nowhere', /IANA/],
    ['MISP.log_client_ip', 'perhaps', /true or false/],
    ['Security.password_policy_complexity', '([', /regular expression/],
    ['MISP.host_org_id', 4711, /no local organisation/],
  ])('do not take %s = %s', async (id, value, text) => {
    await expect(world.ask('admin', 'settings.edit', { id, value })).rejects.toMatchObject(refused('value', text))
  })

  it('that are unwise are stored with a hint', async () => {
    expect(await world.ask('admin', 'settings.edit', { id: 'Security.password_policy_length', value: 8 })).toMatchObject({
      value: 8,
      is_set: true,
      problem: 'Shorter than the recommended 12.',
    })
    expect(await world.ask('admin', 'settings.edit', { id: 'Security.password_policy_length', value: null })).toMatchObject({
      value: 12,
      is_set: false,
      problem: null,
    })
  })

  it('change in the words of the log', async () => {
    await world.ask('admin', 'settings.edit', { id: 'MISP.log_client_ip', value: true })
    const row = await world.system.db.log.findFirst({ where: { action: 'serverSettingsEdit' }, orderBy: { id: 'desc' } })
    expect(row).toMatchObject({ model: 'Server', model_id: 0n, title: 'Server setting changed', change: 'MISP.log_client_ip () => (1)' })
    await world.ask('admin', 'settings.edit', { id: 'MISP.log_client_ip', value: false })
    const next = await world.system.db.log.findFirst({ where: { action: 'serverSettingsEdit' }, orderBy: { id: 'desc' } })
    expect(next).toMatchObject({ change: 'MISP.log_client_ip (1) => ()' })
  })

  it('that are stored but no longer fit do not stop anything', async () => {
    await world.system.db.systemSetting.create({ data: { setting: 'SecureAuth.amount', value: 'many' } })
    world.system.signal.emit({ noun: 'settings', id: '' })
    expect((await world.system.settings.fresh())['SecureAuth.amount']).toBe(5)
    expect(await world.ask('admin', 'settings.view', { id: 'SecureAuth.amount' })).toMatchObject({
      value: 'many',
      problem: expect.any(String),
    })
    await world.system.db.systemSetting.delete({ where: { setting: 'SecureAuth.amount' } })
  })
})
