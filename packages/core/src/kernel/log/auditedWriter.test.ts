import { afterAll, expect, it } from 'vitest'
import { change } from '../../request/change.ts'
import { scene } from '../../testing/scene.ts'
import { systemActor } from '../systemActor.ts'

const world = await scene()
const { system } = world
afterAll(() => world.close())

const named = (name: string, count: number) =>
  Array.from({ length: count }, (_, at) => ({ email: `${name}${at}@many.test`, org_id: 1, role_id: 3, nids_sid: at }))
const emails = (rows: readonly { email: string }[]) => rows.map(({ email }) => email)
const logsOf = (ids: readonly number[], action: string) =>
  system.db.log.findMany({ where: { model: 'User', model_id: { in: [...ids] }, action }, orderBy: { model_id: 'asc' } })

it('adds many as it adds one: the same row, the same log row', async () => {
  const [one, many] = await change(system, systemActor(), {}, async ({ write }) => [
    await write.user.add({
      email: 'alone@many.test',
      org_id: 1,
      role_id: 3,
      nids_sid: 0,
      expiration: new Date('2030-01-02T03:04:05.678Z'),
    }),
    await write.user.addMany([
      ...named('added', 30),
      { email: 'last@many.test', org_id: 1, role_id: 3, nids_sid: 0, expiration: new Date('2030-01-02T03:04:05.678Z') },
    ]),
  ])
  expect(emails(many)).toEqual([...emails(named('added', 30)), 'last@many.test'])
  const last = many.at(-1)
  const own = { id: expect.any(Number), email: expect.any(String), email_lower: expect.any(String) }
  const moments = { date_created: expect.any(Date), date_modified: expect.any(Date) }
  expect(last).toEqual({ ...one, ...own, ...moments })
  expect(await system.db.user.findUnique({ where: { id: last?.id ?? 0 } })).toEqual(last)

  const logs = await logsOf([one.id, ...many.map(({ id }) => id)], 'add')
  expect(logs).toHaveLength(32)
  const [first] = logs
  const written = logs.at(-1)
  const alike = (text: string | undefined) =>
    text
      ?.replaceAll('last@', 'alone@')
      .replaceAll(`${last?.id}`, `${one.id}`)
      .replaceAll(/date_created \(\) => \([^)]*\)/g, 'date_created')
  expect(alike(written?.change)).toBe(alike(first?.change))
  expect(alike(written?.description)).toBe(first?.description)
  expect(alike(written?.title)).toBe(first?.title)
  expect(JSON.stringify(written?.after)).not.toContain('null,"password"')
})

it('edits many: those changed meanwhile are left out, what does not differ leaves no row', async () => {
  const added = await change(system, systemActor(), {}, ({ write }) => write.user.addMany(named('edited', 5)))
  const [stale, same] = added
  await system.db.user.update({ where: { id: stale?.id ?? 0 }, data: { version: { increment: 1 } } })
  await system.db.user.update({ where: { id: same?.id ?? 0 }, data: { contactalert: true } })
  const befores = await system.db.user.findMany({ where: { id: { in: added.map(({ id }) => id) } }, orderBy: { id: 'asc' } })
  const seen = befores.map((row) => (row.id === stale?.id ? { ...row, version: 1 } : row))
  const changed = await change(system, systemActor(), {}, ({ write }) => write.user.editMany(seen, { contactalert: true }))
  expect(changed.map(({ id }) => id).sort((a, b) => a - b)).toEqual(added.slice(1).map(({ id }) => id))
  const logs = await logsOf(
    added.map(({ id }) => id),
    'edit',
  )
  expect(logs.map(({ model_id }) => Number(model_id))).toEqual(added.slice(2).map(({ id }) => id))
  expect(logs[0]).toMatchObject({ change: 'contactalert () => (1)', before: { contactalert: false }, after: { contactalert: true } })
  expect(await system.db.user.findMany({ where: { id: { in: added.slice(2).map(({ id }) => id) } }, select: { version: true } })).toEqual(
    Array.from({ length: 3 }, () => ({ version: 2 })),
  )
})

it('deletes many, each with its row in the log', async () => {
  const added = await change(system, systemActor(), {}, ({ write }) => write.user.addMany(named('deleted', 3)))
  await system.db.user.delete({ where: { id: added[0]?.id ?? 0 } })
  const gone = await change(system, systemActor(), {}, ({ write }) => write.user.deleteMany(added))
  expect(gone).toEqual(added.slice(1))
  const logs = await logsOf(
    added.map(({ id }) => id),
    'delete',
  )
  expect(logs.map(({ before }) => before)).toMatchObject(added.slice(1).map(({ email }) => ({ email })))
})

it('tells other processes once, and fails as one addition does when a value is taken', async () => {
  const heard: string[] = []
  const off = system.signal.on(({ noun, id }) => void heard.push(`${noun} ${id}`))
  await change(system, systemActor(), {}, ({ write }) => write.user.addMany(named('told', 30)))
  off()
  expect(heard.filter((one) => one.startsWith('users'))).toEqual(['users '])
  const again = change(system, systemActor(), {}, ({ write }) => write.user.addMany(named('told', 30)))
  await expect(again).rejects.toMatchObject({ kind: 'invalid', fields: { email: ['An account with this email address already exists.'] } })
})
