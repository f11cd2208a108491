import { afterAll, expect, it } from 'vitest'
import { scene } from '../testing/scene.ts'
import { batch, makeMonths, monthOf, settle } from './partitions.ts'

const world = await scene({ populated: false })
const { pool } = world.system
afterAll(() => world.close())

const rows = async <T extends object>(text: string, values: unknown[] = []) => (await pool.query<T>(text, values)).rows
const count = async (table: string, where = 'true') =>
  (await rows<{ n: number }>(`SELECT count(*)::int AS n FROM ${table} WHERE ${where}`))[0]?.n
const add = (many: number, created: string, title = 'row') =>
  pool.query(
    `INSERT INTO logs (created, title, model, model_id, action, user_id, org_id, email, org, change, description, before, after, ip, request_id,
       user_agent, auth_key_id, request_type, event_id)
     SELECT $1::timestamptz, $2 || n, 'User', n, 'edit', 7, 2, 'a@b.test', 'Org', 'email (a) => (b)', 'why', '{"b":1,"a":[1]}', '{"b":2}', '192.0.2.1',
       'r' || n, 'agent', 5, 1, 4000000000 + n FROM generate_series(1, $3::int) n`,
    [created, title, many],
  )
const settleAll = async () => {
  let all = 0
  for (let moved = batch; moved > 0; all += moved) moved = await settle(pool)
  return all
}

it.each([
  ['2026-08-31T23:59:59Z', 0, 'logs_2026_08', '2026-08-01T00:00:00.000Z', '2026-09-01T00:00:00.000Z'],
  ['2026-12-01T00:00:00Z', 0, 'logs_2026_12', '2026-12-01T00:00:00.000Z', '2027-01-01T00:00:00.000Z'],
  ['2026-11-30T12:00:00Z', 2, 'logs_2027_01', '2027-01-01T00:00:00.000Z', '2027-02-01T00:00:00.000Z'],
  ['2027-01-31T12:00:00Z', 1, 'logs_2027_02', '2027-02-01T00:00:00.000Z', '2027-03-01T00:00:00.000Z'],
])('the month of %s, %i later, is %s', (at, later, name, from, to) => {
  expect(monthOf(new Date(at), later)).toEqual({ name, from, to })
})

it('a first start has made this month and the next two', async () => {
  const { n = 0 } =
    (await rows<{ n: number }>("SELECT count(*)::int AS n FROM pg_inherits WHERE inhparent = 'parts.logs_settled'::regclass"))[0] ?? {}
  expect(n).toBe(4)
  expect(await makeMonths(pool, world.system.ports.now())).toEqual([])
})

it('settling keeps every column and the order of ids', async () => {
  await settleAll()
  await add(5, '2026-08-02T10:00:00.123Z', 'kept ')
  const question = "SELECT to_jsonb(l) - 'settled' AS row, before::text, after::text FROM logs l WHERE title LIKE 'kept %' ORDER BY id"
  const fresh = await rows(question)
  expect(await settleAll()).toBe(5)
  expect(await rows(question)).toEqual(fresh)
  expect(await count('parts.logs_fresh')).toBe(0)
  expect(await count('logs', "settled AND title LIKE 'kept %'")).toBe(5)
})

it('a row whose month was never made is kept, and moves when the month is made', async () => {
  await add(3, '2019-05-17T12:00:00Z', 'early ')
  await add(1, '2019-04-30T23:59:59.999Z', 'earlier ')
  await settleAll()
  expect(await count('parts.logs_other', "title LIKE 'earl%'")).toBe(4)
  const made = ['logs_2019_05', 'logs_2019_06', 'logs_2019_07']
  expect(await makeMonths(pool, new Date('2019-05-20T00:00:00Z'))).toEqual([...made, ...made.map((name) => `access_${name}`)])
  expect(await count('parts.logs_2019_05')).toBe(3)
  expect(await count('parts.logs_other', "title LIKE 'earl%'")).toBe(1)
  expect(await count('logs', "title LIKE 'earl%'")).toBe(4)
})

it('a month has every index of the settled part', async () => {
  const indexes = (table: string) =>
    rows<{ def: string }>(
      `SELECT regexp_replace(regexp_replace(indexdef, '^.* USING ', ''), '"', '', 'g') AS def FROM pg_indexes
       WHERE schemaname = 'parts' AND tablename = $1 ORDER BY 1`,
      [table],
    )
  expect(await indexes('logs_2019_05')).toEqual(await indexes('logs_settled'))
  expect(
    (
      await rows(
        `SELECT i.inhrelid FROM pg_inherits i JOIN pg_index x ON x.indexrelid = i.inhrelid WHERE x.indrelid = 'parts.logs_2019_05'::regclass`,
      )
    ).length,
  ).toBe((await indexes('logs_settled')).length)
})

it('two who make the same months at once, while rows are settled, lose nothing', async () => {
  await add(500, '2018-02-03T00:00:00Z', 'raced ')
  await settleAll()
  await add(500, '2018-02-04T00:00:00Z', 'raced ')
  const at = new Date('2018-02-10T00:00:00Z')
  const [first, second] = await Promise.all([makeMonths(pool, at), makeMonths(pool, at), settleAll(), settleAll()])
  await settleAll()
  const made = ['logs_2018_02', 'logs_2018_03', 'logs_2018_04']
  expect([...first, ...second].sort()).toEqual([...made.map((name) => `access_${name}`), ...made])
  expect(await count('parts.logs_2018_02')).toBe(1000)
  expect(await count('parts.logs_other', "title LIKE 'raced %'")).toBe(0)
})

it('the hours count what has settled, and nothing else', async () => {
  const counted = `SELECT hour, action, model, request_type, changes, count FROM log_hours`
  const there = `SELECT date_trunc('hour', created, 'UTC'), action, model, request_type, before IS NOT NULL OR after IS NOT NULL, count(*)::int
    FROM logs WHERE settled GROUP BY 1, 2, 3, 4, 5`
  await add(7, '2026-08-02T10:59:59.999Z', 'counted ')
  await settleAll()
  await add(1, '2026-08-02T11:00:00Z', 'not yet ')
  expect(await rows(`(${counted} EXCEPT ${there}) UNION ALL (${there} EXCEPT ${counted})`)).toEqual([])
  await settleAll()
  expect(await count('log_hours', "hour = '2026-08-02T10:00:00Z' AND count >= 7")).toBe(1)
})

it('workers that settle at once move each row once, and nobody ever misses one', async () => {
  const many = 3 * batch
  await add(many, '2026-08-02T11:00:00Z', 'shared ')
  const state = { looking: true }
  const seen = new Set<number | undefined>()
  const look = async () => {
    while (state.looking) seen.add(await count('logs', "title LIKE 'shared %'"))
  }
  const looked = look()
  const moved = await Promise.all([settleAll(), settleAll(), settleAll()])
  state.looking = false
  await looked
  expect(moved.reduce((sum, n) => sum + n, 0)).toBe(many)
  expect([...seen]).toEqual([many])
  expect((await rows<{ n: number }>("SELECT count(DISTINCT id)::int AS n FROM logs WHERE settled AND title LIKE 'shared %'"))[0]?.n).toBe(
    many,
  )
})
