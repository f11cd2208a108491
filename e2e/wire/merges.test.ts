import { afterAll, beforeAll, expect, it } from 'vitest'
import { type World, worldOf } from './world.ts'

let world: World
beforeAll(async () => {
  world = await worldOf(true)
})
afterAll(() => world.close())
const merge = (url: string, body: object, as = 'admin') =>
  world.app.inject({
    method: 'POST',
    url,
    headers: { host: '127.0.0.1', accept: 'application/json', authorization: world.keys.get(as), 'content-type': 'application/json' },
    payload: JSON.stringify(body),
  })

it.each([
  ['a remote target', { targetType: 1, orgsLocal: 1, orgsExternal: '2' }],
  ['a local target', { Organisation: { targetType: '0', orgsLocal: 2, orgsExternal: 1 } }],
])('merging into %s leads to its page (people-data 3.3)', async (_, body) => {
  const { id } = await world.ask<{ id: number }>('organisations.add', { name: 'Old', local: false })
  const { statusCode, headers } = await merge(`/admin/organisations/merge/${id}`, body)
  expect([statusCode, headers.location]).toEqual([302, 'http://reeve.test/organisations/view/2'])
  expect(await world.scene.system.db.organisation.findUnique({ where: { id } })).toBeNull()
})

it.each([
  ['an organisation that is not there', '/admin/organisations/merge/999', { targetType: 0, orgsLocal: 2 }],
  ['a target that is not there', '/admin/organisations/merge/3', { targetType: 0, orgsLocal: 999 }],
  ['a target in the address only', '/admin/organisations/merge/3/2', {}],
])('%s is 405', async (_, url, body) => {
  const answer = await merge(url, body)
  const message = 'Something went wrong with the organisation merge. Organisation not found.'
  expect([answer.statusCode, answer.json()]).toEqual([405, { name: message, message, url }])
})

it('only site admins merge', async () => {
  expect((await merge('/admin/organisations/merge/3', { targetType: 0, orgsLocal: 2 }, 'orgadmin')).statusCode).toBe(403)
})
