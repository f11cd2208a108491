import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { ask } from '../../ask.ts'
import { type Scene, scene } from '../../testing/scene.ts'

let world: Scene
beforeEach(async () => {
  await world?.close()
  world = await scene()
})
afterAll(() => world.close())

type Plan = { moves: { table: string; rows: number }[]; stays: { table: string }[]; becomes: object[]; conflicts: string[] }
type Undone = { returned: number; since: { table: string; id: number; now: string }[]; since_count: number; hindrance: string | null }
const add = async (name: string, more: object = {}) => (await world.ask<{ id: number }>('admin', 'organisations.add', { name, ...more })).id
const merge = async (from: number, to: number) => (await world.ask<{ id: number }>('admin', 'merges.add', { from, to })).id
const db = () => world.system.db

/** All that a merge touches, but for what counts its changes. */
const state = async () => {
  const organisations = await db().organisation.findMany({ omit: { version: true, date_modified: true }, orderBy: { id: 'asc' } })
  const users = await db().user.findMany({ omit: { version: true, date_modified: true, last_api_access: true }, orderBy: { id: 'asc' } })
  const jobs = await db().job.findMany({ select: { id: true, org_id: true }, orderBy: { id: 'asc' } })
  const logos = await db().organisationLogo.findMany({ select: { org_id: true, png: true }, orderBy: { org_id: 'asc' } })
  const settings = await db().systemSetting.findMany({ omit: { version: true } })
  return { organisations, users, jobs, logos, settings }
}

describe('a plan of a merge', () => {
  it('counts the rows of every column, says what stays, and changes nothing', async () => {
    const before = await state()
    const plan = await world.ask<Plan>('admin', 'merges.plan', { from: 3, to: 2 })
    expect(plan.moves).toContainEqual({ table: 'users', column: 'org_id', what: 'user', rows: 2 })
    expect(plan.stays).toContainEqual({ table: 'logs', column: 'org_id', what: 'Log entries', why: expect.any(String) })
    expect(plan).toMatchObject({
      becomes: [],
      conflicts: [],
      undoable_days: 30,
      from: { name: 'Org Beta', user_count: 2 },
      to: { name: 'Org Alpha', user_count: 5 },
    })
    expect(await state()).toEqual(before)
  })

  it('names what is to think of first', async () => {
    await world.ask('admin', 'organisations.edit', { id: 2, restricted_to_domain: ['alpha.test'] })
    await world.ask('admin', 'settings.edit', { id: 'MISP.host_org_id', value: 3 })
    const { conflicts } = await world.ask<Plan>('admin', 'merges.plan', { from: 3, to: 2 })
    expect(conflicts).toEqual([
      'The setting MISP.host_org_id names Org Beta. It will name Org Alpha.',
      '2 users of Org Beta have addresses outside the domains of Org Alpha: alpha.test.',
    ])
  })

  it.each([
    ['itself', 2, 2, 'invalid'],
    ['nobody', 2, 999, 'notFound'],
  ])('refuses %s', async (_, from, to, kind) => {
    await expect(world.ask('admin', 'merges.plan', { from, to })).rejects.toMatchObject({ kind })
    await expect(world.ask('admin', 'merges.add', { from, to })).rejects.toMatchObject({ kind })
  })
})

describe('a merge', () => {
  it('moves all rows in one transaction and leaves them in the log, in MISP’s words', async () => {
    await db().job.create({ data: { worker: 'default', job_type: 'x', org_id: 3 } })
    await merge(3, 2)
    expect(await db().organisation.findUnique({ where: { id: 3 } })).toBeNull()
    expect(await db().user.count({ where: { org_id: 2 } })).toBe(7)
    expect(await db().job.count({ where: { org_id: 2 } })).toBe(1)
    const told = (await world.logs({ OR: [{ action: 'merge' }, { model: 'Organisation' }] })).map(({ action, title }) => [action, title])
    expect(told).toEqual([
      ['merge', 'Starting merger of Org Beta(3) into Org Alpha(2)'],
      ['merge', 'Update for User.org_id has completed successfully.'],
      ['merge', 'Update for Job.org_id has completed successfully.'],
      ['delete', 'Organisation (3): Org Beta'],
    ])
    expect(await world.logs({ model: 'User', action: 'edit' })).toMatchObject([
      { before: { org_id: 3 }, after: { org_id: 2 } },
      { before: { org_id: 3 }, after: { org_id: 2 } },
    ])
    expect(await world.as('buser')).toMatchObject({ org_id: 2, org: 'Org Alpha' })
  })

  it('makes a remote target local where it gets users, and gives it the name it had with a number behind', async () => {
    const to = await add('Org Beta_1234', { local: false })
    await merge(3, to)
    expect(await db().organisation.findUnique({ where: { id: to } })).toMatchObject({ name: 'Org Beta', local: true })
  })
})

it('security 28: in a browser a merge and its undo ask once more who it is', async () => {
  const id = await merge(3, 2)
  const admin = await world.as('admin')
  const inBrowser = { ...admin, requiredAction: null, from: { ...admin.from, way: 'session' as const, session_id: null } }
  for (const [name, input] of [
    ['merges.add', { from: 1, to: 2 }],
    ['merges.undo', { id }],
  ] as const)
    await expect(ask(world.system, inBrowser, name, input)).rejects.toMatchObject({ kind: 'forbidden', data: { step_up: true } })
})

describe('undoing a merge', () => {
  it('gives back every row as it was, the logo and the setting among them', async () => {
    const to = await add('Org Beta_1234', { local: false })
    await db().organisationLogo.create({ data: { org_id: 3, png: new Uint8Array([1, 2, 3]) } })
    await world.ask('admin', 'settings.edit', { id: 'MISP.host_org_id', value: 3 })
    const before = await state()
    const id = await merge(3, to)
    expect((await state()).logos).toEqual([{ org_id: to, png: new Uint8Array([1, 2, 3]) }])
    expect(await world.ask('admin', 'merges.undoPlan', { id })).toMatchObject({ since_count: 0, hindrance: null })
    expect(await world.ask('admin', 'merges.undo', { id })).toMatchObject({ org_id: 3, returned: 2, since: [] })
    expect(await state()).toEqual(before)
    await expect(world.ask('admin', 'merges.undo', { id })).rejects.toMatchObject({ kind: 'conflict' })
  })

  it('names the rows that changed since, and leaves them alone', async () => {
    const [buser, borgadmin] = await db().user.findMany({ where: { org_id: 3 }, orderBy: { id: 'asc' } })
    const id = await merge(3, 2)
    await world.ask('admin', 'users.edit', { id: buser?.id, org_id: 1 })
    await world.ask('admin', 'users.delete', { id: borgadmin?.id })
    const undone = await world.ask<Undone>('admin', 'merges.undo', { id })
    expect(undone).toMatchObject({ returned: 0, since_count: 2 })
    expect(undone.since).toEqual([
      { table: 'users', column: 'org_id', what: 'user', id: buser?.id, now: '1' },
      { table: 'users', column: 'org_id', what: 'user', id: borgadmin?.id, now: 'deleted' },
    ])
    expect(await db().organisation.findUnique({ where: { id: 3 } })).toMatchObject({ name: 'Org Beta' })
  })

  it('is refused after 30 days, and while another has its name', async () => {
    const id = await merge(3, 2)
    await add('Org Beta')
    await expect(world.ask('admin', 'merges.undo', { id })).rejects.toMatchObject({
      message: expect.stringContaining('has the name Org Beta now'),
    })
    world.clock.at = new Date(Date.now() + 31 * 86_400_000)
    await expect(world.ask('admin', 'merges.undo', { id })).rejects.toMatchObject({ message: expect.stringContaining('30 days') })
    expect(await world.ask('admin', 'merges.undoPlan', { id })).toMatchObject({ hindrance: expect.stringContaining('30 days') })
  })
})
