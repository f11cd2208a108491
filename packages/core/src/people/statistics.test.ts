import { statistics } from '@reeve/contract/people/statistics'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Scene, scene } from '../testing/scene.ts'

let world: Scene
const now = new Date('2026-11-24T12:00:00Z')
const ago = (days: number) => new Date(now.getTime() - days * 86_400_000)
beforeAll(async () => {
  world = await scene()
  world.clock.at = now
  const { user } = world.system.db
  await user.updateMany({ data: { current_login: null, last_api_access: null, date_created: ago(400) } })
  const seen = (email: string, data: object) => user.update({ where: { email }, data })
  await seen('user@alpha.test', { current_login: ago(0.5), last_api_access: ago(60), date_created: ago(1) })
  await seen('sync@alpha.test', { last_api_access: ago(20), date_created: ago(30) })
  await seen('user@beta.test', { current_login: ago(200), disabled: true })
})
afterAll(() => world.close())

describe('statistics', () => {
  it('count a user as active by the later of signing in and using a key, each span holding the shorter ones', async () => {
    expect(await world.ask('admin', 'statistics.activity')).toEqual({
      total: 8,
      disabled: 1,
      never: 5,
      within: [
        { days: 1, users: 1 },
        { days: 7, users: 1 },
        { days: 30, users: 2 },
        { days: 90, users: 2 },
        { days: 365, users: 3 },
      ],
    })
  })

  it('tell an org admin of the activity of his organisation only, and users of none', async () => {
    expect(await world.ask('borgadmin', 'statistics.activity')).toMatchObject({ total: 2, disabled: 1, never: 1 })
    await expect(world.ask('user', 'statistics.activity')).rejects.toMatchObject({ kind: 'forbidden' })
  })

  it('count by month those who came, to the month of now', async () => {
    const { months, user } = statistics.users.output.parse(await world.ask('user', 'statistics.users'))
    expect(months).toHaveLength(12)
    expect(months.at(-1)).toMatchObject({ month: '2026-11-01', users: 1 })
    expect(months.at(-2)).toMatchObject({ month: '2026-10-01', users: 1 })
    expect(user).toEqual({ total: 8, month: 1, year: 2 })
  })
})
