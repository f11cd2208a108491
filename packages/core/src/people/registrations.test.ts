import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { anonymous } from '../access/actors/actors.ts'
import { ask } from '../ask.ts'
import { ownKey } from '../testing/mailSamples.ts'
import { withMail } from '../testing/sampleWorld.ts'
import { from, type Scene, scene } from '../testing/scene.ts'

let world: Scene
beforeAll(async () => {
  world = await scene()
})
afterAll(() => world.close())
const asStranger = (input: object, ip = '203.0.113.1') => ask(world.system, anonymous({ ...from, ip }), 'registrations.add', input)
const register = async (email: string, more: object = {}, ip?: string) => {
  const { id } = (await asStranger({ email, ...more }, ip)) as { id: number }
  return id
}
type Results = { results: { done: boolean; message: string; user_id: number | null; password: string | null }[] }
const accept = (input: object) => world.ask<Results>('admin', 'registrations.accept', input)

describe('registrations', () => {
  it('are closed until the instance opens them', async () => {
    await expect(register('early@reg.test')).rejects.toMatchObject({ kind: 'unauthenticated' })
    await world.ask('admin', 'settings.edit', { id: 'Security.allow_self_registration', value: true })
  })

  it('wait for a site admin, oldest first', async () => {
    await register('first@reg.test', { org_name: 'New Org', perm_sync: true })
    await register('second@reg.test', { message: 'let me in' })
    const { rows } = await world.ask<{ rows: object[] }>('admin', 'registrations.list')
    expect(rows).toMatchObject([
      { email: 'first@reg.test', org_name: 'New Org', custom_perms: ['perm_sync'] },
      { email: 'second@reg.test', comment: 'let me in' },
    ])
    await expect(world.ask('orgadmin', 'registrations.list')).rejects.toMatchObject({ kind: 'forbidden' })
    await expect(register('nonsense')).rejects.toMatchObject({ fields: { email: [expect.stringContaining('valid email')] } })
  })

  it('make users who must change the password that is shown once', async () => {
    const pgp = (await ownKey).publicKey.trim()
    await expect(register('made@reg.test', { pgp: 'a key' })).rejects.toMatchObject({
      fields: { pgp: [expect.stringContaining('no OpenPGP public key')] },
    })
    const id = await register('made@reg.test', { pgp })
    const { results } = await accept({ ids: [id], org_id: 2 })
    expect(results).toMatchObject([{ done: true, password: expect.stringMatching(/^.{40}$/) }])
    const user = await world.system.db.user.findUniqueOrThrow({ where: { email: 'made@reg.test' } })
    expect(user).toMatchObject({ org_id: 2, role_id: 3, change_pw: true, contactalert: true, gpgkey: pgp, invited_by: 1 })
    expect(await world.system.ports.hash.verify(user.password, results[0]?.password ?? '')).toBe(true)
    const [row] = await world.logs({ action: 'registration' })
    expect(row).toMatchObject({ title: `User registration success for made@reg.test (id=${user.id})`, org: 'SYSTEM', model_id: 1n })
    for (const { title, change, after } of await world.logs())
      expect(JSON.stringify([title, change, after])).not.toContain(results[0]?.password)
    expect(await accept({ ids: [id], org_id: 2 })).toEqual({ results: [] })
  })

  it('are welcomed by mail where that is wanted and can be, and otherwise shown the password with the reason', async () => {
    const id = await register('unheard@reg.test')
    const { results } = await accept({ ids: [id], org_id: 2, notify: true })
    expect(results).toMatchObject([{ message: expect.stringContaining('No mail server'), password: expect.stringMatching(/^.{40}$/) }])
    await withMail(world)
    const asked = await register('welcome@reg.test')
    expect((await accept({ ids: [asked], org_id: 2, notify: true })).results).toMatchObject([
      { done: true, message: expect.stringContaining('on its way'), password: null },
    ])
    const user = await world.system.db.user.findUniqueOrThrow({ where: { email: 'welcome@reg.test' } })
    expect(user).toMatchObject({ password: '', change_pw: true })
    expect(await world.system.db.mail.findMany({ where: { user_id: user.id } })).toMatchObject([{ kind: 'credentials', status: 'queued' }])
  })

  it('refuse one and take the others, and say which', async () => {
    const ids = [await register('user@alpha.test'), await register('other@reg.test')]
    const { results } = await accept({ ids, org_id: 2, role_id: 3 })
    expect(results).toMatchObject([
      { done: false, message: expect.stringContaining('already exists'), user_id: null },
      { done: true, user_id: expect.any(Number) },
    ])
    expect((await world.logs({ action: 'registration_error' })).map(({ title }) => title)).toEqual([
      expect.stringContaining('user@alpha.test'),
    ])
    expect(await world.system.db.inbox.count({ where: { id: { in: ids } } })).toBe(1)
  })

  it('need an organisation that is there, which becomes a local one', async () => {
    const id = await register('far@reg.test')
    await expect(accept({ ids: [id] })).rejects.toMatchObject({
      fields: { org_id: ['No organisation selected. Supply an Organisation ID'] },
    })
    await expect(accept({ ids: [id], org_id: 999 })).rejects.toMatchObject({ fields: { org_id: ['Invalid organisation'] } })
    const far = await world.ask('admin', 'organisations.add', { name: 'Far', local: false })
    await accept({ ids: [id], org_id: far.uuid })
    expect(await world.ask('admin', 'organisations.view', { id: far.id })).toMatchObject({ local: true, user_count: 1 })
  })

  it('are discarded with a row in the log', async () => {
    const id = await register('gone@reg.test', {}, '203.0.113.2')
    expect(await world.ask('admin', 'registrations.discard', { ids: [id, 999] })).toEqual({ discarded: 1 })
    expect(await world.logs({ action: 'discardRegistrations' })).toMatchObject([{ change: 'gone@reg.test' }])
  })

  it('come from one network ten times an hour, and no more', async () => {
    for (let n = 0; n < 10; n++) await register(`n${n}@reg.test`, {}, '203.0.113.9')
    await expect(register('n10@reg.test', {}, '203.0.113.9')).rejects.toMatchObject({ kind: 'busy', data: { wait: expect.any(Number) } })
    await register('n10@reg.test', {}, '203.0.113.10')
  })
})
