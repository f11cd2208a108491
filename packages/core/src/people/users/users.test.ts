import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Scene, scene } from '../../testing/scene.ts'

let world: Scene
beforeAll(async () => {
  world = await scene()
})
afterAll(() => world.close())
const idOf = async (email: string) => (await world.system.db.user.findUniqueOrThrow({ where: { email } })).id
const refused = (field: string, text: string | RegExp) => ({ kind: 'invalid', fields: { [field]: [expect.stringMatching(text)] } })

describe('users.add', () => {
  it('adds the user with a key, logs both, and shows the key once', async () => {
    const bob = await world.ask('admin', 'users.add', { email: 'Bob@alpha.test', org_id: 2, role_id: 3, password: 'Correct horse 9' })
    expect(bob).toMatchObject({
      email: 'Bob@alpha.test',
      org: { name: 'Org Alpha' },
      role: { name: 'User' },
      change_pw: true,
      authkey: expect.stringMatching(/^[a-zA-Z0-9]{40}$/),
    })
    expect(bob).not.toHaveProperty('password')
    const [user, key] = await world.logs({ email: 'admin@admin.test' })
    expect(user).toMatchObject({ action: 'add', model: 'User', title: `User (${String(bob.id)}): Bob@alpha.test`, org: 'ORGNAME' })
    expect(user?.change).toContain('email () => (Bob@alpha.test)')
    expect(user?.change).toContain('password () => (*****)')
    expect(user?.change).not.toContain('Correct horse')
    expect(user?.after).toMatchObject({ email: 'Bob@alpha.test', password: '*****' })
    expect(key).toMatchObject({ action: 'add', model: 'AuthKey' })
    expect(key?.change).not.toContain(String(bob.authkey))
  })

  it('takes the default role, the caller’s organisation and the instance’s alert setting where nothing is said', async () => {
    await world.ask('admin', 'settings.edit', { id: 'MISP.default_publish_alert', value: true })
    expect(await world.ask('admin', 'users.add', { email: 'plain@alpha.test' })).toMatchObject({
      org: { id: 1 },
      role: { id: 3 },
      autoalert: true,
    })
    await world.ask('admin', 'settings.edit', { id: 'MISP.default_publish_alert', value: null })
  })

  it.each([
    ['an e-mail in other letters', { email: 'USER@alpha.test' }, 'email', /already exists/],
    ['no e-mail', {}, 'email', /Mandatory field/],
    ['an e-mail that is none', { email: 'nonsense' }, 'email', /valid email/],
    ['a short password', { email: 'a@alpha.test', password: 'Short 1' }, 'password', /length/],
    ['a simple password', { email: 'a@alpha.test', password: 'alllowercase' }, 'password', /complexity/],
    ['an unknown role', { email: 'a@alpha.test', role_id: 999 }, 'role_id', /Invalid role/],
    ['an unknown organisation', { email: 'a@alpha.test', org_id: 999 }, 'org_id', /Invalid organisation/],
    ['a SID that is no number', { email: 'a@alpha.test', nids_sid: 'abc' }, 'nids_sid', /./],
  ])('refuses %s and leaves nothing behind', async (_, input, field, text) => {
    const before = [await world.system.db.user.count(), await world.system.db.log.count()]
    await expect(world.ask('admin', 'users.add', input)).rejects.toMatchObject(refused(field, text))
    expect([await world.system.db.user.count(), await world.system.db.log.count()]).toEqual(before)
  })

  it('takes an address once, also when many ask at the same time', async () => {
    const asked = Array.from({ length: 5 }, () => world.ask('admin', 'users.add', { email: 'twin@alpha.test' }))
    const refusals = (await Promise.allSettled(asked)).flatMap((one) => (one.status === 'rejected' ? [one.reason as object] : []))
    expect(refusals).toHaveLength(4)
    for (const refusal of refusals) expect(refusal).toMatchObject(refused('email', /already exists/))
  })

  it('keeps an org admin at home: refused on /api, quietly his own on the wire', async () => {
    await expect(world.ask('orgadmin', 'users.add', { email: 'x@alpha.test', org_id: 3 })).rejects.toMatchObject(
      refused('org_id', /may not set/),
    )
    expect(await world.ask('orgadmin', 'users.add', { email: 'x@alpha.test', org_id: 3 }, { wire: true })).toMatchObject({ org: { id: 2 } })
  })

  it.each([1, 5])('lets no org admin give role %i, which reaches beyond his organisation', async (role_id) => {
    await expect(world.ask('orgadmin', 'users.add', { email: 'y@alpha.test', role_id })).rejects.toMatchObject({
      kind: 'forbidden',
      fields: { role_id: [expect.any(String)] },
    })
  })

  it('holds an org admin to the domains of his organisation, not a site admin', async () => {
    await world.ask('admin', 'organisations.edit', { id: 3, restricted_to_domain: 'beta.test\nbeta2.test' })
    await expect(world.ask('borgadmin', 'users.add', { email: 'a@elsewhere.test' })).rejects.toMatchObject(refused('email', /beta2\.test/))
    await world.ask('borgadmin', 'users.add', { email: 'a@mail.beta2.test' })
    await world.ask('admin', 'users.add', { email: 'a@elsewhere.test', org_id: 3 })
  })

  it('is turned off for org admins by a setting, not for site admins', async () => {
    await world.ask('admin', 'settings.edit', { id: 'MISP.disable_user_add', value: true })
    await expect(world.ask('orgadmin', 'users.add', { email: 'off@alpha.test' })).rejects.toMatchObject({ kind: 'forbidden' })
    await world.ask('admin', 'users.add', { email: 'off@alpha.test' })
    await world.ask('admin', 'settings.edit', { id: 'MISP.disable_user_add', value: null })
  })
})

describe('users.edit', () => {
  it('changes what was said and nothing else', async () => {
    const id = await idOf('publisher@alpha.test')
    await world.ask('admin', 'users.edit', { id, autoalert: true })
    expect(await world.ask('admin', 'users.edit', { id, contactalert: true })).toMatchObject({ contactalert: true, autoalert: true })
    const [row] = await world.system.db.log.findMany({ where: { action: 'edit', model_id: id }, orderBy: { id: 'desc' } })
    expect(row).toMatchObject({ change: 'contactalert () => (1)', before: { contactalert: false }, after: { contactalert: true } })
  })

  it('leaves no trace when nothing differs, as when a script sends the whole row back', async () => {
    const id = await idOf('publisher@alpha.test')
    const count = await world.system.db.log.count()
    await world.ask('orgadmin', 'users.edit', { id, email: 'publisher@alpha.test', org_id: 2, role_id: 4 })
    expect(await world.system.db.log.count()).toBe(count)
  })

  it('takes masked secrets for unchanged', async () => {
    const id = await idOf('publisher@alpha.test')
    const before = await world.system.db.user.findUnique({ where: { id } })
    await world.ask('admin', 'users.edit', { id, password: '*****' })
    expect(await world.system.db.user.findUnique({ where: { id } })).toEqual(before)
  })

  it('is a conflict when the row is no longer the one that was seen', async () => {
    const id = await idOf('publisher@alpha.test')
    const { version } = await world.ask('admin', 'users.view', { id })
    await world.ask('admin', 'users.edit', { id, nids_sid: 77, version })
    await expect(world.ask('admin', 'users.edit', { id, nids_sid: 78, version })).rejects.toMatchObject({ kind: 'conflict' })
  })

  it('loses no change when many write the same row at once', async () => {
    const id = await idOf('publisher@alpha.test')
    const fields = ['notification_daily', 'notification_weekly', 'notification_monthly'] as const
    await Promise.all(fields.map((field) => world.ask('admin', 'users.edit', { id, [field]: true })))
    expect(await world.ask('admin', 'users.view', { id })).toMatchObject({
      notification_daily: true,
      notification_weekly: true,
      notification_monthly: true,
    })
  })

  it('lets no org admin touch whoever can do what he cannot', async () => {
    const boss = await world.ask('admin', 'users.add', { email: 'boss@alpha.test', org_id: 2, role_id: 1 })
    for (const id of [boss.id, await idOf('sync@alpha.test')]) {
      await expect(world.ask('orgadmin', 'users.edit', { id, disabled: true })).rejects.toMatchObject({ kind: 'forbidden' })
      await expect(world.ask('orgadmin', 'users.resetAuthKey', { id })).rejects.toMatchObject({ kind: 'forbidden' })
      await expect(world.ask('orgadmin', 'users.delete', { id })).rejects.toMatchObject({ kind: 'forbidden' })
    }
  })

  it('ends the sessions of a user who gets a new password or is disabled', async () => {
    const id = await idOf('readonly@alpha.test')
    const session = (n: number) => ({
      id: `5c1b5a5e-0000-4000-8000-00000000000${n}`,
      token_hash: `${n}`.repeat(64),
      user_id: id,
      expires: new Date('2099-01-01'),
    })
    await world.system.db.session.create({ data: session(1) })
    await world.ask('admin', 'users.edit', { id, password: 'Correct horse 9' })
    expect(await world.system.db.session.count({ where: { user_id: id } })).toBe(0)
    await world.system.db.session.create({ data: session(2) })
    await world.ask('admin', 'users.edit', { id, disabled: true })
    expect(await world.system.db.session.count({ where: { user_id: id } })).toBe(0)
    await world.ask('admin', 'users.edit', { id, disabled: false })
  })
})

describe('yourself', () => {
  it('changes your profile but not your rights', async () => {
    await expect(world.ask('user', 'users.editMe', { role_id: 1 })).rejects.toMatchObject({ kind: 'invalid' })
    expect(await world.ask('user', 'users.editMe', { role_id: 1, contactalert: true }, { wire: true })).toMatchObject({
      contactalert: true,
      role: { id: 3 },
    })
  })

  it('changes the password within the policy, never to the same, and says so in the log without it', async () => {
    await world.ask('user', 'users.changePassword', { password: 'Correct horse 11' })
    await expect(world.ask('user', 'users.changePassword', { password: 'Correct horse 11' })).rejects.toMatchObject(
      refused('password', /same as the current/),
    )
    await expect(world.ask('user', 'users.changePassword', { password: 'x' })).rejects.toMatchObject(refused('password', /length/))
    await expect(
      world.ask('user', 'users.changePassword', { password: 'Correct horse 12', current_password: 'wrong' }),
    ).rejects.toMatchObject(refused('current_password', /./))
    const rows = await world.system.db.log.findMany({ where: { action: 'change_pw' } })
    expect(rows).toMatchObject([{ title: expect.stringMatching(/^User \(\d+\): user@alpha\.test$/), change: 'Password changed.' }])
    expect(JSON.stringify(rows, (_, value: unknown) => (typeof value === 'bigint' ? Number(value) : value))).not.toContain('horse')
  })

  it('is refused a new password by everybody while a setting says so', async () => {
    await world.ask('admin', 'settings.edit', { id: 'MISP.disable_user_password_change', value: true })
    await expect(world.ask('admin', 'users.changePassword', { password: 'Correct horse 12' })).rejects.toMatchObject({ kind: 'forbidden' })
    await world.ask('admin', 'settings.edit', { id: 'MISP.disable_user_password_change', value: null })
  })

  it('resets the key that was used, and only that one', async () => {
    const { authkey_raw } = await world.ask('publisher', 'authKeys.add', { comment: 'second', allowed_ips: ['127.0.0.1'] })
    const { authkey_raw: third } = await world.ask<{ authkey_raw: string }>('publisher', 'users.resetAuthKey', { id: 'me' })
    await expect(world.as('publisher')).rejects.toMatchObject({ kind: 'unauthenticated' })
    world.keys.set('publisher', String(authkey_raw))
    expect((await world.as('publisher')).email).toBe('publisher@alpha.test')
    world.keys.set('publisher', third)
    expect((await world.as('publisher')).email).toBe('publisher@alpha.test')
  })
})

describe('users.list', () => {
  const emails = async (input: object, who: 'admin' | 'orgadmin' = 'admin') =>
    (await world.ask<{ rows: { email: string }[] }>(who, 'users.list', { limit: 1000, ...input })).rows.map(({ email }) => email)

  it('shows an org admin his organisation only', async () => {
    expect((await emails({}, 'orgadmin')).every((email) => email.endsWith('@alpha.test'))).toBe(true)
  })
  it('finds by e-mail, organisation and role, either or not', async () => {
    expect(await emails({ search: 'Publisher' })).toEqual(['publisher@alpha.test'])
    const ofBeta = await emails({ org_id: 3 })
    expect(await emails({ search: 'ORG BETA' })).toEqual(ofBeta)
    expect(await emails({ search: '!ORG BETA' })).toEqual((await emails({})).filter((email) => !ofBeta.includes(email)))
    expect(await emails({ search: 'USER@Beta' })).toEqual(['user@beta.test'])
    expect(await emails({ search: 'beta user@' })).toEqual(['user@beta.test'])
    expect(await emails({ search: 'alpha user@beta' })).toEqual([])
    expect(await emails({ search: 'alpha publisher|beta user@' })).toEqual(['publisher@alpha.test', 'user@beta.test'])
    expect(await emails({ email: 'orgadmin|buser|user@beta' })).toEqual(['orgadmin@alpha.test', 'user@beta.test', 'orgadmin@beta.test'])
    expect((await emails({ email: '!alpha' })).some((email) => email.includes('alpha'))).toBe(false)
    expect(await emails({ email: '100%' })).toEqual([])
  })
  it.each([
    'email',
    '-email',
    'org',
    '-org',
    'disabled',
    '-disabled',
    'current_login',
    '-current_login',
    'last_login',
    'last_api_access',
    'id',
    '-id',
    'date_created',
  ])('walks all rows once, page by page, sorted by %s', async (sort) => {
    await world.system.pool.query(
      'UPDATE users SET current_login = now() - make_interval(hours => id), last_login = now() - make_interval(days => id) WHERE id % 2 = 0',
    )
    const whole = await emails({ sort })
    const walked: string[] = []
    let after: string | undefined
    do {
      const page = await world.ask<{ rows: { email: string }[]; next: string | null; total: number }>('admin', 'users.list', {
        sort,
        limit: 4,
        ...(after && { after }),
      })
      walked.push(...page.rows.map(({ email }) => email))
      expect(page.total).toBe(whole.length)
      after = page.next ?? undefined
    } while (after)
    expect(walked).toEqual(whole)
  })
  it('says which page cannot be found', async () => {
    await expect(world.ask('admin', 'users.list', { after: 'nonsense' })).rejects.toMatchObject({
      kind: 'invalid',
      fields: { after: [expect.any(String)] },
    })
  })
})
