import type { Deletion } from '@reeve/contract/people/deletion'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { asked } from '../../testing/sampleWorld.ts'
import { type Scene, scene } from '../../testing/scene.ts'
import { goingColumns, stayingColumns } from '../data/userColumns.ts'

let world: Scene
beforeAll(async () => {
  world = await scene()
})
afterAll(() => world.close())

const idOf = async (email: string) => (await world.system.db.user.findUniqueOrThrow({ where: { email } })).id
const rowsOf = ({ goes, stays }: Deletion) =>
  Object.fromEntries([...goes, ...stays].map(({ table, column, rows }) => [`${table}.${column}`, rows]))

/** A row in every column that names him, whatever it is called. */
const busy = async (user_id: number) => {
  const { db, ports } = world.system
  const now = ports.now()
  const uuid = ports.random.uuid()
  await db.session.create({ data: { id: uuid, token_hash: uuid, user_id, expires: new Date(now.getTime() + 3_600_000) } })
  await db.monitored.create({ data: { user_id } })
  await db.mailedCode.create({ data: { id: uuid, user_id, hash: uuid, expires: now, mail_id: 0 } })
  await world.ask('user', 'userSettings.set', { setting: 'homepage', value: { path: '/events/index' } })
  await db.savedView.create({ data: { name: 'Mine', noun: 'organisations', query: '', user_id } })
  await db.accessLog.create({ data: { ...asked, user_id } })
  await db.apiUse.create({ data: { day: now, user_id, auth_key_id: 1, ip: '192.0.2.1', count: 1, last_seen: now } })
  await db.job.create({ data: { worker: 'default', job_type: 'errand', user_id, org_id: 2 } })
  await db.mail.create({ data: { kind: 'message', recipient: 'user@alpha.test', user_id, org_id: 2, subject: 'x', message_id: uuid } })
  await db.user.update({ where: { email: 'publisher@alpha.test' }, data: { invited_by: user_id } })
  await db.organisation.update({ where: { id: 3 }, data: { created_by: user_id } })
  await db.organisationMerge.create({
    data: {
      org_id: 77,
      org_name: 'Gone',
      org_uuid: uuid,
      target_org_id: 2,
      target_name: 'Org Alpha',
      moved: 1,
      email: 'user@alpha.test',
      user_id,
      journal: { moved: { 'users.org_id': [user_id] } },
    },
  })
}

it('says before what goes along and what stays, to each what he may know, and keeps its word', async () => {
  const id = await idOf('user@alpha.test')
  await busy(id)
  const plan = await world.ask<Deletion>('admin', 'users.deletion', { id })
  expect(plan.hindrance).toBeNull()
  for (const [column, rows] of Object.entries(rowsOf(plan))) expect(rows, column).toBeGreaterThan(0)

  const seen = Object.keys(rowsOf(await world.ask<Deletion>('orgadmin', 'users.deletion', { id })))
  const his = ['auth_keys', 'sessions', 'mailed_codes', 'user_settings', 'saved_views', 'logs', 'jobs', 'mails'].map(
    (table) => `${table}.user_id`,
  )
  expect(seen).toEqual([...his, 'users.invited_by'])

  await world.ask('admin', 'users.delete', { id })
  await world.system.usageWriter.flush()
  const { sql } = world.system
  expect(await sql.naming(goingColumns, id, 1)).toEqual(goingColumns.map(() => 0))
  expect(await sql.naming(stayingColumns, id, 1)).toEqual(stayingColumns.map(() => 1))
})

it('counts so far and no further', async () => {
  const id = await idOf('publisher@alpha.test')
  const job = { worker: 'default', job_type: 'errand', user_id: id, org_id: 2 }
  await world.system.db.job.createMany({ data: Array.from({ length: 1001 }, () => job) })
  const { stays } = await world.ask<Deletion>('admin', 'users.deletion', { id })
  expect(stays.find(({ table }) => table === 'jobs')).toMatchObject({ rows: 1000, more: true })
})

it('names what stands in the way, and is told to nobody who may not delete', async () => {
  expect(await world.ask('admin', 'users.deletion', { id: 1 })).toMatchObject({ hindrance: expect.stringContaining('last site admin') })
  await expect(world.ask('orgadmin', 'users.deletion', { id: await idOf('sync@alpha.test') })).rejects.toMatchObject({ kind: 'forbidden' })
  await expect(world.ask('publisher', 'users.deletion', { id: await idOf('readonly@alpha.test') })).rejects.toMatchObject({
    kind: 'forbidden',
  })
})
