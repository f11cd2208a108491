import { generateKey } from 'openpgp'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { gnupg } from '../../testing/gpg.ts'
import { readKey } from './keys.ts'

let gpg: ReturnType<typeof gnupg>
const keys: Record<string, string> = {}
let now: Date
const inDays = (days: number) => new Date(now.getTime() + days * 86_400_000)

beforeAll(() => {
  gpg = gnupg()
  keys.curve = gpg.make('curve@keys.test')
  keys.rsa = gpg.make('rsa@keys.test', { algo: 'rsa3072', sub: 'rsa3072', expire: '30d' })
  keys.ended = gpg.make('ended@keys.test', { at: '20200101T000000', expire: '30d' })
  keys.subkeyEnded = gpg.make('subkey@keys.test', { at: '20200101T000000', expire: '0', subExpire: '30d' })
  keys.signOnly = gpg.make('sign@keys.test', { sub: '' })
  gpg.make('revoked@keys.test')
  keys.revoked = gpg.revoke('revoked@keys.test')
  now = new Date()
}, 60_000)
afterAll(() => gpg.close())

it.each([
  ['curve', 'valid'],
  ['rsa', 'valid'],
  ['ended', 'expired'],
  ['subkeyEnded', 'expired'],
  ['signOnly', 'signOnly'],
  ['revoked', 'revoked'],
])('a key made by gpg, %s, is %s', async (name, state) => {
  const { problem, ...info } = await readKey(keys[name], now)
  expect(info.state).toBe(state)
  expect(problem === null).toBe(state === 'valid')
})

it('knows a key by the same fingerprint and address as gpg', async () => {
  const info = await readKey(keys.curve, now)
  const fingerprint = gpg.fingerprint('curve@keys.test')
  expect(info).toMatchObject({
    fingerprint,
    keyId: fingerprint.slice(-16),
    userIds: ['Tester <curve@keys.test>'],
    emails: ['curve@keys.test'],
    expires: null,
  })
})

it('says when a key ends, and judges it as of the moment that is asked about', async () => {
  const { expires } = await readKey(keys.rsa, now)
  expect(expires?.toISOString().slice(0, 10)).toBe(inDays(30).toISOString().slice(0, 10))
  expect((await readKey(keys.rsa, inDays(31))).state).toBe('expired')
  expect((await readKey(keys.ended, new Date('2020-01-15'))).state).toBe('valid')
  const ended = await readKey(keys.subkeyEnded, now)
  expect(ended.problem).toBe('This key expired on 2020-01-31.')
})

it('has no key where there is no text', async () => {
  for (const text of [null, undefined, '', ' \n']) expect((await readKey(text, now)).state).toBe('none')
})

it('says what is wrong with a text that is no one public key', async () => {
  const { privateKey } = await generateKey({ type: 'ecc', curve: 'curve25519Legacy', userIDs: [{ email: 'own@keys.test' }] })
  const problemOf = async (text: string) => {
    const { state, problem } = await readKey(text, now)
    expect(state).toBe('unreadable')
    return problem
  }
  expect(await problemOf('my key')).toContain('no OpenPGP public key')
  expect(await problemOf((keys.curve ?? '').slice(0, 300))).toContain('no OpenPGP public key')
  expect(await problemOf(privateKey)).toContain('private key')
  expect(await problemOf(gpg.run(['--armor', '--export', 'curve@keys.test', 'rsa@keys.test']).out)).toContain('several keys')
})
