import { attention } from '@reeve/contract/instance/attention'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { anonymous } from '../access/actors/actors.ts'
import { ask } from '../ask.ts'
import { from, type Scene, scene, type Who } from '../testing/scene.ts'

let world: Scene
beforeAll(async () => {
  world = await scene()
  await world.ask('admin', 'settings.edit', { id: 'Security.allow_self_registration', value: true })
  await ask(world.system, anonymous({ ...from, ip: '203.0.113.1' }), 'registrations.add', { email: 'new@reg.test' })
  await world.system.db.job.createMany({ data: [1, 2].map(() => ({ worker: 'email', job_type: 'letter', status: 'failed' })) })
  await world.system.db.job.create({ data: { worker: 'email', job_type: 'letter', status: 'completed' } })
})
afterAll(() => world.close())

const lines = async (who: Who) => attention.now.output.parse(await world.ask(who, 'attention.now'))
const figures = async (who: Who, input: object = {}) => attention.figures.output.parse(await world.ask(who, 'attention.figures', input))

it('a site admin is told of registrations that wait and of jobs that failed, with the page that shows them', async () => {
  const found = await lines('admin')
  expect(found).toContainEqual(
    expect.objectContaining({
      noun: 'registrations',
      tone: 'look',
      count: 1,
      message: '1 registration waits for a decision.',
      page: '/registrations',
    }),
  )
  const failed = found.find(({ key }) => key === 'failedJobs')
  expect(failed).toMatchObject({ noun: 'jobs', tone: 'wrong', count: 2, message: '2 jobs failed in the last 7 days.' })
  expect(failed?.page).toMatch(/^\/jobs\?status=failed&created_from=\d{4}-/)
  expect(found.map(({ noun }) => noun)).toContain('settings')
})

it('everybody else is told only of what the own lists show', async () => {
  const known = new Set((await lines('orgadmin')).map(({ noun }) => noun))
  for (const noun of ['registrations', 'jobs', 'settings', 'workers', 'roles']) expect(known).not.toContain(noun)
  const figure = (await figures('orgadmin')).whole.find(({ key }) => key === 'users')
  expect(figure?.count).toBe((await world.ask<{ total: number }>('orgadmin', 'users.list')).total)
})

it('figures of the day begin with the day of the caller, apart from those of the whole instance', async () => {
  const { today, whole } = await figures('admin')
  expect(today.map(({ key }) => key)).toEqual(['signIns', 'failedSignIns', 'logEntries', 'mails', 'jobs'])
  expect(whole.map(({ key }) => key)).toEqual(['users', 'disabledUsers', 'localOrganisations', 'authKeys'])
  expect(today.find(({ key }) => key === 'jobs')?.count).toBe(3)
  const later = await figures('admin', { today: new Date(Date.now() + 60_000).toISOString() })
  expect(later.today.every(({ count }) => count === 0)).toBe(true)
  expect(later.whole).toEqual(whole)
})
