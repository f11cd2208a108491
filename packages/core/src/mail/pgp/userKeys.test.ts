import { spawnSync } from 'node:child_process'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openOutbound } from '../../kernel/outbound.ts'
import { gnupg } from '../../testing/gpg.ts'
import { type Scene, scene } from '../../testing/scene.ts'
import { certificate, tlsServer } from '../../testing/tlsServer.ts'

type Found = { keys: { fingerprint: string; source: string; armored: string | null; expires: string | null }[]; problems: string[] }
const gpg = gnupg()
let world: Scene
let server: Awaited<ReturnType<typeof tlsServer>>
beforeAll(async () => {
  server = await tlsServer(certificate(['there.test', 'openpgpkey.there.test', 'keys.test']))
  world = await scene({ ports: { outbound: openOutbound({ ca: server.ca, resolve: async () => [] }) } })
  await set({ 'Proxy.host': '127.0.0.1', 'Proxy.port': server.proxyPort, 'GnuPG.key_servers': 'https://keys.test' })
})
afterAll(async () => {
  await world.close()
  server.close()
  gpg.close()
})

const set = async (values: Record<string, unknown>) => {
  for (const [id, value] of Object.entries(values)) await world.ask('admin', 'settings.edit', { id, value })
}
const find = (email: string) => world.ask<Found>('user', 'userKeys.find', { email })
const binaryOf = (email: string) => {
  const { stdout } = spawnSync('gpg', ['--dearmor'], { input: gpg.export(email) })
  return new Uint8Array(stdout)
}
// The example of the draft: this is where Joe.Doe's key is.
const joe = 'iy9q119eutrkn8s1mk4r39qejnbu3n5q?l=Joe.Doe'
const indexed = (id: string, uid: string, { flags = '', ends = '' } = {}) =>
  `info:1:1\npub:${id}:1:4096:1600000000:${ends}:${flags}\nuid:${uid}:1600000000::\n`
const index = (email: string) =>
  `/pks/lookup?${new URLSearchParams({ op: 'index', fingerprint: 'on', options: 'mr', exact: 'on', search: email })}`
const get = (fingerprint: string) => `/pks/lookup?op=get&options=mr&search=0x${fingerprint}`

it('finds a key in the directory of its mail domain, the host for that purpose first', async () => {
  gpg.make('joe.doe@there.test', { expire: '2y' })
  server.pages.set(`/.well-known/openpgpkey/there.test/hu/${joe.replace('Joe.Doe', 'joe.doe')}`, { body: binaryOf('joe.doe@there.test') })
  const { keys, problems } = await find('Joe.Doe@There.test')
  expect({ keys, problems }).toMatchObject({
    keys: [{ fingerprint: gpg.fingerprint('joe.doe@there.test'), source: 'openpgpkey.there.test', expires: expect.any(String) }],
    problems: [],
  })
  expect(keys[0]?.armored).toContain('BEGIN PGP PUBLIC KEY BLOCK')
})

it('finds it on the domain itself where there is no such host', async () => {
  server.pages.delete(`/.well-known/openpgpkey/there.test/hu/${joe.replace('Joe.Doe', 'joe.doe')}`)
  server.pages.set(`/.well-known/openpgpkey/hu/${joe.replace('Joe.Doe', 'joe.doe')}`, { body: binaryOf('joe.doe@there.test') })
  expect(await find('joe.doe@there.test')).toMatchObject({ keys: [{ source: 'there.test' }] })
})

it('takes no key that is another’s, has ended or cannot be read', async () => {
  gpg.make('old@there.test', { at: '20200101T000000', expire: '1y' })
  for (const body of [binaryOf('old@there.test'), 'nonsense']) {
    server.pages.set(`/.well-known/openpgpkey/hu/${joe.replace('Joe.Doe', 'joe.doe')}`, { body })
    expect((await find('joe.doe@there.test')).keys).toEqual([])
  }
})

it('finds keys on a key server, but none that is over, and fetches one by its fingerprint', async () => {
  gpg.make('ann@there.test')
  const fingerprint = gpg.fingerprint('ann@there.test')
  const other = 'B'.repeat(40)
  const uid = 'Ann%20%3Cann%40there.test%3E'
  const over = [indexed('C'.repeat(40), uid, { flags: 'r' }), indexed('D'.repeat(40), uid, { ends: '1600000001' })]
  const foreign = [indexed('E'.repeat(40), 'Bob%20%3Cbob%40there.test%3E'), indexed('not a fingerprint', uid)]
  server.pages.set(index('ann@there.test'), { body: [indexed(fingerprint, uid), ...over, ...foreign].join('') })
  server.pages.set(get(fingerprint), { body: `<pre>\n${gpg.export('ann@there.test')}</pre>` })
  server.pages.set(get(other), { body: gpg.export('ann@there.test') })
  expect(await find('ann@there.test')).toMatchObject({ keys: [{ fingerprint, source: 'keys.test', armored: null }], problems: [] })
  const fetched = await world.ask<{ armored: string }>('user', 'userKeys.fetch', { fingerprint: fingerprint.toLowerCase() })
  expect(fetched.armored.trim()).toBe(gpg.export('ann@there.test').trim())
  expect(await world.ask('user', 'userKeys.fetch', { fingerprint: other })).toMatchObject({
    armored: null,
    problems: [expect.stringContaining('another key')],
  })
})

it('says which server could not be asked', async () => {
  await set({ 'GnuPG.key_servers': 'https://unknown.test' })
  expect(await find('ann@there.test')).toMatchObject({ keys: [], problems: [expect.stringMatching(/^unknown\.test: /)] })
  await set({ 'GnuPG.key_servers': 'https://keys.test' })
})

it('security 23: an address cannot name a server inside', async () => {
  await set({ 'GnuPG.key_servers': '' })
  server.tunnels.splice(0)
  expect(await world.ask('user', 'userKeys.fetch', { fingerprint: 'A'.repeat(40) })).toMatchObject({ armored: null })
  await expect(find('x@[127.0.0.1]')).rejects.toMatchObject({ kind: 'invalid' })
  await expect(find('x@there.test/y?')).rejects.toMatchObject({ kind: 'invalid' })
  expect(server.tunnels).toEqual([])
  await set({ 'GnuPG.key_servers': 'https://keys.test' })
})

it('is refused to all when it is turned off, and to whoever asks too often', async () => {
  await set({ 'GnuPG.key_fetching_disabled': true })
  await expect(world.ask('admin', 'userKeys.find', { email: 'ann@there.test' })).rejects.toMatchObject({ kind: 'forbidden' })
  await set({ 'GnuPG.key_fetching_disabled': false })
  const asked = await Promise.allSettled(
    Array.from({ length: 31 }, () => world.ask('publisher', 'userKeys.fetch', { fingerprint: 'A'.repeat(40) })),
  )
  expect(asked.filter(({ status }) => status === 'rejected')).toMatchObject([{ reason: { kind: 'busy' } }])
})

it('a pasted key must be one that can be encrypted to, wherever it is pasted', async () => {
  const signing = gpg.make('sign@there.test', { sub: '' })
  const old = gpg.export('old@there.test')
  const { id } = await world.system.db.user.findUniqueOrThrow({ where: { email: 'readonly@alpha.test' } })
  const ways: [string, object][] = [
    ['users.add', { email: 'new@there.test' }],
    ['users.edit', { id }],
    ['users.editMe', {}],
  ]
  for (const [name, input] of ways)
    for (const [gpgkey, words] of [
      ['nonsense', /no OpenPGP public key/],
      [signing, /encryption/],
      [old, /expired on/],
    ] as const)
      await expect(world.ask('admin', name, { ...input, gpgkey })).rejects.toMatchObject({
        kind: 'invalid',
        fields: { gpgkey: [expect.stringMatching(words)] },
      })
  const gpgkey = gpg.export('ann@there.test')
  await world.ask('admin', 'users.edit', { id, gpgkey })
  expect(await world.ask('admin', 'users.view', { id })).toMatchObject({
    pgp_status: 'OK',
    fingerprint: gpg.fingerprint('ann@there.test'),
    key_expires: null,
  })
})

it('a key that ended since it was pasted stays, and the page of its user says so', async () => {
  const gpgkey = gpg.export('old@there.test')
  const { id } = await world.system.db.user.update({ where: { email: 'sync@alpha.test' }, data: { gpgkey } })
  await world.ask('admin', 'users.edit', { id, gpgkey, autoalert: true })
  expect(await world.ask('admin', 'users.view', { id })).toMatchObject({ autoalert: true, pgp_status: expect.stringMatching(/expired on/) })
})
