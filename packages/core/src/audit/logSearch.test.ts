import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { batch, makeMonths, settle } from '../database/partitions.ts'
import { type Scene, scene, type Who } from '../testing/scene.ts'

let world: Scene
const actions = ['edit', 'login', 'auth_fail', 'publish'] as const
const models = ['User', 'Event'] as const
const day = 86_400_000
const start = Date.UTC(2026, 0, 1)
/** Rows of five months, some of them without a month of their own, in an order that is not that of time. */
const made = Array.from({ length: 240 }, (_, n) => ({
  title: `Entry (${n}): ${n % 7 === 0 ? 'Emotet seen' : 'quiet'}`,
  model: models[n % 2] ?? '',
  model_id: n % 10,
  action: actions[n % 4] ?? '',
  user_id: 3 + (n % 3),
  org_id: 2 + (n % 2),
  email: `user${n % 5}@${n % 2 ? 'beta' : 'alpha'}.test`,
  org: n % 2 ? 'Org Beta' : 'Org Alpha',
  change: n % 11 === 0 ? 'needle () => (1)' : '',
  ip: n % 3 === 0 ? `192.0.2.${n % 4}` : null,
  request_type: n % 3,
  created: new Date(start + ((n * 37) % 150) * day + n * 1000),
  ...(n % 2 ? { after: { a: n } } : {}),
}))
const settleAll = async () => {
  for (let moved = batch; moved > 0; ) moved = await settle(world.system.pool)
}

beforeAll(async () => {
  world = await scene()
  await makeMonths(world.system.pool, new Date('2026-02-10T00:00:00Z'))
  await world.system.db.log.createMany({ data: made.slice(0, 200) })
  await settleAll()
  await world.system.db.log.createMany({ data: made.slice(200) })
})
afterAll(() => world.close())

type Row = { id: number; title: string; created: string }
type Page = { rows: Row[]; next: string | null }
const mine = { from: '2025-12-31', to: '2026-07-01' }
const all = async (input: object, { limit = 7, who = 'admin' }: { limit?: number; who?: Who } = {}) => {
  const rows: Row[] = []
  for (let after: string | undefined; ; ) {
    const page = await world.ask<Page>(who, 'logs.list', { ...mine, ...input, limit, after })
    rows.push(...page.rows)
    if (!page.next) return rows.map(({ title }) => title)
    after = page.next
  }
}
type Made = (typeof made)[number]
const expected = (fits: (row: Made) => boolean) =>
  made
    .filter(fits)
    .sort((a, b) => b.created.getTime() - a.created.getTime())
    .map(({ title }) => title)

const questions: [string, object, (row: Made) => boolean][] = [
  ['everything', {}, () => true],
  ['a frequent text', { title: 'quiet' }, ({ title }) => title.includes('quiet')],
  ['a rare text', { change: 'needle' }, ({ change }) => change.includes('needle')],
  ['a text too short for an index', { title: '0)' }, ({ title }) => title.includes('0)')],
  ['no such text', { title: 'absent' }, () => false],
  ['an action', { action: 'publish' }, ({ action }) => action === 'publish'],
  ['several actions', { action: ['publish', 'login'] }, ({ action }) => action === 'publish' || action === 'login'],
  ['an object', { model: 'Event', model_id: 3 }, (row) => row.model === 'Event' && row.model_id === 3],
  ['a way in', { request_type: 'background' }, ({ request_type }) => request_type === 2],
  ['an address', { ip: '192.0.2.3' }, ({ ip }) => ip === '192.0.2.3'],
  ['a person', { user_id: 4 }, ({ user_id }) => user_id === 4],
  ['an organisation and a text', { org_id: 3, title: 'Emotet' }, (row) => row.org_id === 3 && row.title.includes('Emotet')],
  [
    'a stretch of time',
    { from: '2026-01-20', to: '2026-03-03' },
    ({ created }) => created.getTime() >= Date.UTC(2026, 0, 20) && created.getTime() <= Date.UTC(2026, 2, 3),
  ],
]

describe('the walk through the log', () => {
  it.each(questions)('finds %s, page by page, each row once, newest first', async (_, input, fits) => {
    expect(await all(input)).toEqual(expected(fits))
  })
  it.each(questions)('finds %s upwards', async (_, input, fits) => {
    expect(await all({ ...input, sort: 'id' }, { limit: 11 })).toEqual(expected(fits).reverse())
  })
  it.each(questions)('streams %s', async (_, input, fits) => {
    const rows: Row[] = []
    for await (const part of await world.ask<AsyncIterable<Row[]>>('admin', 'logs.export', { ...mine, ...input })) rows.push(...part)
    expect(rows.map(({ title }) => title)).toEqual(expected(fits).reverse())
  })

  it('goes on where it was although rows settle in between', async () => {
    const first = await world.ask<Page>('admin', 'logs.list', { ...mine, limit: 30 })
    await settleAll()
    const second = await world.ask<Page>('admin', 'logs.list', { ...mine, limit: 30, after: first.next })
    expect([...first.rows, ...second.rows].map(({ title }) => title)).toEqual(expected(() => true).slice(0, 60))
    await world.system.pool.query('UPDATE logs SET settled = false WHERE id % 6 = 0 AND created < $1', ['2026-07-01'])
    await world.system.pool.query('TRUNCATE log_hours')
    await world.system.pool.query(`INSERT INTO log_hours SELECT date_trunc('hour', created, 'UTC'), action, model, request_type,
      before IS NOT NULL OR after IS NOT NULL, count(*) FROM logs WHERE settled GROUP BY 1, 2, 3, 4, 5`)
  })
})

type Histogram = { total: number; how: string; step: number; buckets: { at: string; count: number; wrong: number }[] }
type Facets = { field: string; how: string; values: { value: string; label: string; count: number }[] }[]
const histogram = (input: object, who: Who = 'admin') => world.ask<Histogram>(who, 'logs.histogram', { ...mine, ...input })
const facets = (input: object, who: Who = 'admin') => world.ask<Facets>(who, 'logs.facets', { ...mine, ...input })
const sum = (values: { count: number }[] = []) => values.reduce((before, { count }) => before + count, 0)

describe('counts of the log', () => {
  it.each(questions)('a histogram of %s counts what the list shows', async (_, input, fits) => {
    const { total, buckets } = await histogram(input)
    expect(total).toBe(expected(fits).length)
    expect(sum(buckets)).toBe(total)
    expect(buckets.length).toBeLessThanOrEqual(120)
  })

  it('says how it counted, and what went wrong', async () => {
    expect(await histogram({ action: ['login', 'auth_fail'] })).toMatchObject({ how: 'hours', total: 120 })
    expect(await histogram({ title: 'quiet' })).toMatchObject({ how: 'exact' })
    const { buckets } = await histogram({})
    expect(sum(buckets.map(({ wrong }) => ({ count: wrong })))).toBe(60)
  })

  it('counts torn hours row by row', async () => {
    const inside = (row: Made) => row.created.getTime() >= start + 37 * day + 500 && row.created.getTime() <= start + 111 * day + 2500
    const stretch = { from: new Date(start + 37 * day + 500).toISOString(), to: new Date(start + 111 * day + 2500).toISOString() }
    expect(await histogram(stretch)).toMatchObject({ how: 'hours', total: expected(inside).length })
  })

  it.each(questions)('facets of %s count what the list shows', async (_, input, fits) => {
    const found = await facets(input)
    for (const field of ['action', 'model', 'org_id', 'user_id', 'request_type'])
      expect(sum(found.find((one) => one.field === field)?.values), field).toBe(expected(fits).length)
    const ips = made.filter((row) => fits(row) && row.ip !== null)
    expect(sum(found.find(({ field }) => field === 'ip')?.values)).toBe(ips.length)
  })

  it('facets say names', async () => {
    const found = await facets({})
    expect(found.find(({ field }) => field === 'org_id')?.values).toEqual([
      { value: '2', label: 'Org Alpha', count: 120 },
      { value: '3', label: 'Org Beta', count: 120 },
    ])
    expect(found.find(({ field }) => field === 'user_id')?.values.map(({ label }) => label)).toContain('user@alpha.test')
  })

  it('security 12: an auditor counts, lists and streams his organisation’s rows only', async () => {
    const own = expected(({ org_id }) => org_id === 2)
    expect(await all({}, { who: 'user' })).toEqual(own)
    expect(await histogram({}, 'user')).toMatchObject({ total: own.length })
    for (const { values } of await facets({ action: 'edit' }, 'orgadmin')) expect(JSON.stringify(values)).not.toMatch(/beta|Beta/)
    const rows: Row[] = []
    for await (const part of await world.ask<AsyncIterable<Row[]>>('user', 'logs.export', mine)) rows.push(...part)
    expect(rows).toHaveLength(own.length)
    await expect(world.ask('user', 'logs.days', { org: 'Org Beta' })).rejects.toMatchObject({ kind: 'notFound' })
    const days = await world.ask<Record<string, number>>('user', 'logs.days', {})
    const counted = made.filter(({ org_id, action }) => org_id === 2 && action !== 'login')
    expect(days[String(start / 1000)] ?? 0).toBe(counted.filter(({ created }) => created.getTime() < start + day).length)
  })
})

it('what was changed about a site admin is for site admins', async () => {
  const { id } = await world.ask<{ id: number }>('admin', 'users.add', { email: 'root@alpha.test', org_id: 2, role_id: 1 })
  await world.system.db.log.create({
    data: {
      title: 'x',
      model: 'User',
      model_id: id,
      action: 'edit',
      user_id: id,
      org_id: 2,
      email: 'root@alpha.test',
      org: 'Org Alpha',
      change: 'email (a) => (b)',
      after: { email: 'b' },
    },
  })
  const about = { model: 'User', model_id: id, action: 'edit' }
  const seen = (who: Who) => world.ask<{ rows: object[] }>(who, 'logs.list', about)
  expect((await seen('orgadmin')).rows).toMatchObject([{ change: 'Redacted', before: null, after: null }])
  expect((await seen('admin')).rows).toMatchObject([{ change: 'email (a) => (b)', after: { email: 'b' } }])
})

describe('what a reader of the log may not see', () => {
  const hidden = async (more: object) => {
    const { id } = await world.system.db.log.create({
      data: { title: 'hidden', model: 'User', action: 'edit', user_id: 2, org_id: 2, email: 'x', org: 'Org Alpha', ...more },
    })
    return Number(id)
  }
  const found = async (who: Who, input: object) => {
    const { rows } = await world.ask<{ rows: Row[] }>(who, 'logs.list', { title: 'hidden', ...input })
    const streamed: Row[] = []
    for await (const part of await world.ask<AsyncIterable<Row[]>>(who, 'logs.export', { title: 'hidden', ...input }))
      streamed.push(...part)
    const { total } = await world.ask<Histogram>(who, 'logs.histogram', { title: 'hidden', ...input })
    return [rows.length, streamed.length, total]
  }
  const idOf = async (email: string) => (await world.system.db.user.findFirstOrThrow({ where: { email } })).id

  it('a change of a site admin is neither planned to be undone nor guessed letter by letter', async () => {
    const root = await idOf('root@alpha.test')
    const id = await hidden({
      model_id: root,
      change: 'nids_sid (123) => (456789)',
      before: { nids_sid: 123 },
      after: { nids_sid: 456_789 },
    })
    expect(await found('orgadmin', { change: '4567' })).toEqual([0, 0, 0])
    expect(await found('admin', { change: '4567' })).toEqual([1, 1, 1])
    const matched = (who: Who, change: string[]) => world.ask<Row[]>(who, 'logs.match', { title: ['hidden'], change })
    for (const change of ['%4567%', '!%no such text%']) expect(await matched('orgadmin', [change])).toEqual([])
    expect(await matched('admin', ['%4567%'])).toHaveLength(1)
    expect(await world.ask('orgadmin', 'logs.view', { id })).toMatchObject({ change: 'Redacted', before: null, after: null })
    await expect(world.ask('orgadmin', 'undo.plan', { id })).rejects.toMatchObject({ kind: 'notFound' })
    expect(await world.ask('admin', 'undo.plan', { id })).toMatchObject({ undoes: 'edit' })
  })

  it('security 13: an auditor does not learn from where an admin of the organisation signs in', async () => {
    const user_id = await idOf('orgadmin@alpha.test')
    const [ip, user_agent] = ['203.0.113.77', 'Secret Browser 9']
    const title = `hidden Failed login attempt using username orgadmin@alpha.test from IP: ${ip}.`
    const id = await hidden({
      action: 'login_fail',
      user_id,
      model_id: user_id,
      title,
      ip,
      user_agent,
      change: JSON.stringify({ ip, user_agent }),
    })
    expect(await world.ask('admin', 'logs.view', { id })).toMatchObject({ ip, user_agent })
    expect(await world.ask('orgadmin', 'logs.view', { id })).toMatchObject({ ip, user_agent })
    expect(JSON.stringify(await world.ask('user', 'logs.view', { id }))).not.toMatch(/203|Secret/)
    expect(JSON.stringify(await world.ask('user', 'logs.list', { action: 'login_fail' }))).not.toMatch(/203|Secret/)
    for (const filter of [{ ip: '203.0.113' }, { change: 'Secret' }, { title: 'IP: 203' }])
      expect(await found('user', filter)).toEqual([0, 0, 0])
    const told = await facets({ action: 'login_fail', from: undefined, to: undefined }, 'user')
    expect(JSON.stringify(told)).not.toContain('203')
    expect(JSON.stringify(await facets({ action: 'login_fail', from: undefined, to: undefined }, 'orgadmin'))).toContain('203')
  })

  it('an auditor sees a row where who acted and whom it is about are of the organisation', async () => {
    const of = async (subject_org_id: number | null, org_id = 2) => hidden({ title: 'hidden subject', org_id, subject_org_id })
    const [own, none, foreign, byOther] = [await of(2), await of(null), await of(3), await of(2, 1)]
    const { rows } = await world.ask<{ rows: Row[] }>('user', 'logs.list', { title: 'hidden subject', sort: 'id' })
    expect(rows.map(({ id }) => id)).toEqual([own, none])
    for (const id of [foreign, byOther]) await expect(world.ask('user', 'logs.view', { id })).rejects.toMatchObject({ kind: 'notFound' })
  })

  it('a row tells the organisation of the user, the key or the organisation that it is about', async () => {
    const user_id = await idOf('user@beta.test')
    await world.ask('admin', 'users.edit', { id: user_id, external_auth_key: 'let me in', nids_sid: 77_777 })
    await world.ask('admin', 'authKeys.add', { user_id })
    await world.ask('admin', 'organisations.edit', { id: 3, sector: 'Finance' })
    const rows = await world.logs({ subject_org_id: 3, user_id: 1 })
    expect(rows.slice(-3).map(({ model }) => model)).toEqual(['User', 'AuthKey', 'Organisation'])
    expect(JSON.stringify(rows.map(({ change, after }) => [change, after]))).not.toContain('let me in')
  })
})
