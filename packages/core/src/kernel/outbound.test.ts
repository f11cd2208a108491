import { defaults, type SettingValues } from '@reeve/contract/settings/settings'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { certificate, tlsServer } from '../testing/tlsServer.ts'
import { openOutbound } from './outbound.ts'

let server: Awaited<ReturnType<typeof tlsServer>>
beforeAll(async () => {
  server = await tlsServer(certificate(['keys.there.test']))
})
beforeEach(() => {
  server.asked.splice(0)
  server.tunnels.splice(0)
})
afterAll(() => server.close())

const limits = { bytes: 1000, patience: 5000 }
const allowing = (more: Partial<SettingValues> = {}): SettingValues => ({ ...defaults, 'Security.outbound_allow': '127.0.0.0/8', ...more })
const at = (path: string, host = 'keys.there.test') => `https://${host}:${server.port}${path}`
const named = (address: string) => openOutbound({ ca: server.ca, resolve: async () => [address] })
const problemOf = (answer: object) => ('problem' in answer ? answer.problem : answer)

it('brings what an address has, also through redirects', async () => {
  server.pages.set('/there', { body: 'Found.' })
  server.pages.set('/moved', { status: 302, headers: { location: '/there' } })
  const answer = await named('127.0.0.1').get(at('/moved'), allowing(), limits)
  expect(answer).toEqual({ status: 200, body: Buffer.from('Found.') })
  expect(server.asked).toEqual(['keys.there.test/moved', 'keys.there.test/there'])
})

it.each([
  '127.0.0.1',
  '10.1.2.3',
  '172.16.0.1',
  '192.168.1.1',
  '169.254.169.254',
  '100.64.0.1',
  '0.0.0.0',
  '224.0.0.1',
  '::1',
  '::',
  '::ffff:127.0.0.1',
  '::7f00:1',
  '64:ff9b::7f00:1',
  'fe80::1',
  'fd00::1',
  '2002:7f00:1::',
])('security 23: a name that means %s is not asked', async (address) => {
  expect(problemOf(await named(address).get(at('/'), defaults, limits))).toMatch(/inside a network that is not asked/)
  expect(server.asked).toEqual([])
})

it.each([
  'https://127.0.0.1/',
  'https://0x7f.1/',
  'https://2130706433/',
  'https://[::1]/',
  'https://[::ffff:127.0.0.1]/',
  'https://169.254.169.254/',
])('security 23: %s is not asked by its number', async (url) => {
  for (const settings of [defaults, { ...defaults, 'Proxy.host': '127.0.0.1', 'Proxy.port': server.proxyPort }])
    expect(problemOf(await named('9.9.9.9').get(url, settings, limits))).toMatch(/inside a network that is not asked/)
  expect(server.tunnels).toEqual([])
})

it('security 23: one address inside is enough to refuse a name', async () => {
  const both = openOutbound({ resolve: async () => ['9.9.9.9', '10.0.0.1'] })
  expect(problemOf(await both.get(at('/'), defaults, limits))).toMatch(/at 10\.0\.0\.1, inside/)
})

it('security 23: the address that was looked at is the one that is asked, whatever the name means next', async () => {
  server.pages.set('/', { body: 'Here.' })
  let times = 0
  const rebinding = openOutbound({ ca: server.ca, resolve: async () => [times++ === 0 ? '127.0.0.1' : '10.0.0.1'] })
  expect(await rebinding.get(at('/'), allowing(), limits)).toMatchObject({ status: 200 })
  expect(times).toBe(1)
})

it.each([
  ['an address inside', 'https://169.254.169.254/latest/meta-data', /169\.254\.169\.254, inside/],
  ['plain http', 'http://keys.there.test/', /Only https/],
  ['an address with a name', 'https://user@keys.there.test/', /name or a password/],
])('security 23: a redirect to %s is not followed', async (_, location, words) => {
  server.pages.set('/away', { status: 302, headers: { location } })
  expect(problemOf(await named('127.0.0.1').get(at('/away'), allowing(), limits))).toMatch(words)
  expect(server.asked).toHaveLength(1)
})

it('security 23: redirects, bytes and time have an end', async () => {
  server.pages.set('/round', { status: 302, headers: { location: '/round' } })
  server.pages.set('/large', { body: 'x'.repeat(1001) })
  server.pages.set('/slow', { stalls: true })
  const { get } = named('127.0.0.1')
  expect(problemOf(await get(at('/round'), allowing(), limits))).toMatch(/too many redirects/)
  expect(server.asked).toHaveLength(4)
  expect(problemOf(await get(at('/large'), allowing(), limits))).toMatch(/larger than 1000 bytes/)
  expect(problemOf(await get(at('/slow'), allowing(), { ...limits, patience: 300 }))).toMatch(/no answer within 0\.3 seconds/)
  const silent = openOutbound({ resolve: () => new Promise(() => {}) })
  expect(problemOf(await silent.get(at('/'), allowing(), { ...limits, patience: 100 }))).toMatch(/no answer within/)
})

it('security 25: a certificate that nobody vouches for, or of another name, is refused', async () => {
  const strict = openOutbound({ resolve: async () => ['127.0.0.1'] })
  expect(problemOf(await strict.get(at('/'), allowing(), limits))).toMatch(/self-signed certificate/)
  expect(problemOf(await named('127.0.0.1').get(at('/', 'other.test'), allowing(), limits))).toMatch(/altnames/)
  expect(server.asked).toEqual([])
})

it('goes through the proxy of the settings, which knows the name', async () => {
  server.pages.set('/', { body: 'Here.' })
  const unresolved = openOutbound({ ca: server.ca, resolve: async () => [] })
  const proxy = { 'Proxy.host': '127.0.0.1', 'Proxy.port': server.proxyPort } as const
  expect(await unresolved.get('https://keys.there.test/', { ...defaults, ...proxy }, limits)).toMatchObject({ status: 200 })
  const known = { ...defaults, ...proxy, 'Proxy.method': 'Basic', 'Proxy.user': 'reeve', 'Proxy.password': 'secret' } as const
  expect(await unresolved.get('https://keys.there.test/', known, limits)).toMatchObject({ status: 200 })
  expect(server.tunnels).toEqual(['keys.there.test:443', 'keys.there.test:443 reeve:secret'])
  expect(problemOf(await unresolved.get('https://other.test/', known, limits))).toMatch(/altnames/)
  expect(problemOf(await unresolved.get('https://keys.there.test/', { ...known, 'Proxy.port': 1 }, limits))).toMatch(
    /proxy cannot be reached/,
  )
})

it('says that a name is nobody’s, and that a text is no address', async () => {
  const unresolved = openOutbound({ resolve: async () => [] })
  expect(problemOf(await unresolved.get('https://nobody.test/', defaults, limits))).toBe('No server is called nobody.test.')
  expect(problemOf(await unresolved.get('nonsense', defaults, limits))).toBe('This is no address.')
})
