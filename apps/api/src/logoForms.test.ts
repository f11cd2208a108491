import { expect, it } from 'vitest'
import { scene } from '../../../packages/core/src/testing/scene.ts'
import { apiOver } from './testing/apiOver.ts'

const { world, app } = await apiOver(scene())

const point = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGP4z8DwHwAFAAH/iZk9HQAAAABJRU5ErkJggg==', 'base64')
const fields = (more: Record<string, string | Buffer>) => {
  const form = new FormData()
  for (const [name, value] of Object.entries(more)) {
    const field = `data[Organisation][${name}]`
    if (typeof value === 'string') form.append(field, value)
    else form.append(field, new Blob([new Uint8Array(value)]), '../../evil.php')
  }
  return form
}
/** A form as browsers and curl send it. */
const send = async (url: string, more: Record<string, string | Buffer>) => {
  const request = new Request('http://reeve.test', { method: 'POST', body: fields(more) })
  return app.inject({
    method: 'POST',
    url,
    headers: {
      accept: 'application/json',
      authorization: world.keys.get('admin'),
      'content-type': request.headers.get('content-type') ?? '',
    },
    payload: Buffer.from(await request.arrayBuffer()),
  })
}
const logoOf = (id: number) => world.system.db.organisationLogo.findUnique({ where: { org_id: id } })

it('the form of an organisation brings its logo along, which is drawn anew', async () => {
  const added = await send('/admin/organisations/add', {
    name: 'With a logo',
    sector: 'CERT',
    logo: Buffer.concat([point, Buffer.from('<script>')]),
  })
  expect([added.statusCode, added.json()]).toMatchObject([200, { Organisation: { name: 'With a logo', sector: 'CERT' } }])
  const id = Number(added.json<{ Organisation: { id: string } }>().Organisation.id)
  const png = Buffer.from((await logoOf(id))?.png ?? [])
  expect([png.subarray(1, 4).toString(), png.includes('script')]).toEqual(['PNG', false])
  expect((await send(`/admin/organisations/edit/${id}`, { name: 'Without another', logo: Buffer.alloc(0) })).statusCode).toBe(200)
  expect(Buffer.from((await logoOf(id))?.png ?? [])).toEqual(png)
  expect((await send('/admin/organisations/edit/2', { logo: point })).statusCode).toBe(200)
  expect(await logoOf(2)).not.toBeNull()
})

it.each([
  ['an SVG that runs', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>')],
  ['a PNG in name only', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1])],
  ['more than 250 kB', Buffer.concat([point, Buffer.alloc(260_000)])],
])('security 18: %s refuses the whole form', async (_, logo) => {
  const answer = await send('/admin/organisations/add', { name: 'Refused', logo })
  expect([answer.statusCode, answer.json()]).toMatchObject([
    403,
    { saved: false, name: 'Could not add Organisation', errors: { logo: [expect.any(String)] } },
  ])
  expect(await world.system.db.organisation.count({ where: { name: 'Refused' } })).toBe(0)
})

it.each([
  ['a path', '/etc/passwd'],
  ['an upload of PHP', { name: 'x.png', tmp_name: '/etc/passwd' }],
  ['true', true],
])('security 18: %s for a logo names no file', async (_, logo) => {
  const answer = await app.inject({
    method: 'POST',
    url: '/admin/organisations/edit/3',
    headers: { accept: 'application/json', authorization: world.keys.get('admin') },
    payload: { Organisation: { sector: 'CERT', logo } },
  })
  expect([answer.statusCode, await logoOf(3)]).toEqual([200, null])
})

it('a form that is none, or too large, is refused', async () => {
  const headers = { accept: 'application/json', authorization: world.keys.get('admin'), 'content-type': 'multipart/form-data; boundary=x' }
  const post = async (payload: string | Buffer) =>
    (await app.inject({ method: 'POST', url: '/admin/organisations/add', headers, payload })).statusCode
  expect([await post('nonsense'), await post(Buffer.alloc(1_000_001))]).toEqual([400, 413])
})
