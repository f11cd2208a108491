import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Scene, scene } from '../testing/scene.ts'

let world: Scene
const at = (hour: number) => new Date(Date.UTC(2026, 0, 15, hour))
beforeAll(async () => {
  world = await scene()
  const row = (n: number, more: object) => ({
    title: `User (${n}): made@alpha.test`,
    model: 'User',
    model_id: n,
    action: 'edit',
    user_id: 3,
    org_id: 2,
    email: 'user@alpha.test',
    org: 'Org Alpha',
    change: `nids_sid (${n}) => (${n + 1})`,
    created: at(n),
    ...more,
  })
  await world.system.db.log.createMany({
    data: [
      row(1, {}),
      row(2, { settled: true }),
      row(3, { settled: true, change: '100% sure_thing' }),
      row(4, { email: 'user@beta.test', org: 'Org Beta', org_id: 3, user_id: 7 }),
      row(5, { action: 'delete', settled: true }),
    ],
  })
})
afterAll(() => world.close())

type Page = { rows: { id: number; title: string; email: string; org: string; change: string }[]; next: string | null; total: number }
const mine = { from: '2026-01-15', to: '2026-01-15 23:59:59' }
const found = async (input: object, who: 'admin' | 'user' | 'orgadmin' | 'borgadmin' = 'admin') =>
  world.ask<Page>(who, 'logs.list', { ...mine, ...input })
const titles = async (input: object, who?: 'admin' | 'user' | 'orgadmin' | 'borgadmin') =>
  (await found(input, who)).rows.map(({ title }) => Number(/\((\d)\)/.exec(title)?.[1]))

describe('the log', () => {
  it('reads fresh and settled rows as one, newest first', async () => {
    expect(await titles({})).toEqual([5, 4, 3, 2, 1])
    expect(await titles({ sort: 'id' })).toEqual([1, 2, 3, 4, 5])
  })

  it.each([
    [{ email: 'BETA' }, [4]],
    [{ org: 'alpha' }, [5, 3, 2, 1]],
    [{ action: 'delete' }, [5]],
    [{ action: ['delete', 'edit'] }, [5, 4, 3, 2, 1]],
    [{ title: 'user (2)' }, [2]],
    [{ change: 'nids_sid (1' }, [1]],
    [{ change: '100%' }, [3]],
    [{ change: 'sure_thing' }, [3]],
    [{ change: 'sureXthing' }, []],
    [{ change: '!nids' }, []],
    [{ model: 'User', model_id: 4 }, [4]],
    [{ model: 'user' }, []],
    [{ from: '2026-01-15 03:00:00', to: '2026-01-15T04:00:00Z' }, [4, 3]],
    [{ email: 'alpha', action: 'edit', title: 'made', change: '(2)' }, [2, 1]],
    [{ title: "' OR 1=1 --" }, []],
  ])('is searched by %j, a substring to the letter', async (input, expected) => {
    expect(await titles(input)).toEqual(expected)
  })

  it('shows auditors what their organisation did, and counts nothing else', async () => {
    expect(await titles({}, 'user')).toEqual([5, 3, 2, 1])
    expect(await found({}, 'borgadmin')).toMatchObject({ total: 1, rows: [{ org: 'Org Beta' }] })
  })

  it('walks all rows once, page by page, while new ones arrive', async () => {
    const walked: number[] = []
    let after: string | undefined
    do {
      const page = await found({ limit: 2, ...(after && { after }) })
      walked.push(...page.rows.map(({ id }) => id))
      after = page.next ?? undefined
      await world.system.db.log.create({
        data: { title: 'late', model: 'User', action: 'edit', user_id: 1, org_id: 1, email: 'x', org: 'x', created: at(9) },
      })
    } while (after)
    expect(walked).toHaveLength(5)
    expect(new Set(walked).size).toBe(5)
    await world.system.db.log.deleteMany({ where: { title: 'late' } })
  })

  it('shows a row with what it was made of', async () => {
    await world.ask('admin', 'roles.edit', { id: 6, perm_tagger: true })
    const [{ id } = { id: 0 }] = (await world.ask<Page>('admin', 'logs.list', { model: 'Role', limit: 1 })).rows
    expect(await world.ask('admin', 'logs.view', { id })).toMatchObject({
      action: 'edit',
      title: 'Role (6): Read Only',
      change: 'perm_tagger () => (1)',
      before: { perm_tagger: false },
      after: { perm_tagger: true },
      request_id: 'test',
      user_agent: 'test',
      auth_key_id: 1,
      request_type: 1,
      ip: null,
      description: 'Role "Read Only" (6) updated by User "admin@admin.test" (1).',
    })
  })

  it('matches as the wire does: exactly, by %, not, and either', async () => {
    const match = async (input: object) =>
      (await world.ask<{ title: string }[]>('admin', 'logs.match', { created: ['2026-01-15', '2026-01-16'], ...input })).map(({ title }) =>
        Number(/\((\d)\)/.exec(title)?.[1]),
      )
    expect(await match({ email: ['user@beta.test'] })).toEqual([4])
    expect(await match({ email: ['beta'] })).toEqual([])
    expect(await match({ email: ['%beta%', 'user@alpha.test'] })).toEqual([1, 2, 3, 4, 5])
    expect(await match({ email: ['!user@alpha.test'] })).toEqual([4])
    expect(await match({ model_id: ['2', '3'], newest: true })).toEqual([3, 2])
    expect(await match({ limit: 2, page: 2 })).toEqual([3, 4])
  })

  it('keeps the address of the client only where the instance says so', async () => {
    await world.ask('admin', 'settings.edit', { id: 'MISP.log_client_ip', value: true })
    await world.ask('admin', 'roles.edit', { id: 6, perm_tagger: false })
    expect(await world.system.db.log.findFirst({ where: { model: 'Role' }, orderBy: { id: 'desc' } })).toMatchObject({ ip: '127.0.0.1' })
    await world.ask('admin', 'settings.edit', { id: 'MISP.log_client_ip', value: null })
  })

  it('cuts what is longer than a row of MISP can be', async () => {
    await world.ask('admin', 'organisations.edit', { id: 3, description: 'ä'.repeat(60_000) })
    const row = await world.system.db.log.findFirst({ where: { model: 'Organisation' }, orderBy: { id: 'desc' } })
    expect(Buffer.byteLength(row?.change ?? '')).toBeLessThanOrEqual(65_535)
    expect(row?.change.endsWith('...')).toBe(true)
  })
})
