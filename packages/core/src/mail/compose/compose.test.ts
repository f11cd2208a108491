import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { gnupg } from '../../testing/gpg.ts'
import { mailScene } from '../../testing/mailScene.ts'

type World = Awaited<ReturnType<typeof mailScene>>
let world: World
let gpg: ReturnType<typeof gnupg>
let user_id: number
let instance: string
const keys: Record<string, string | null> = { none: null }
const long = `Grüße — ${'a long line '.repeat(30)}\n-- \ntrailing  \n.\n`

beforeAll(async () => {
  world = await mailScene()
  gpg = gnupg()
  keys.valid = gpg.make('user@alpha.test')
  keys.expired = gpg.make('expired@alpha.test', { at: '20200101T000000', expire: '30d' })
  keys.signOnly = gpg.make('sign@alpha.test', { sub: '' })
  gpg.make('revoked@alpha.test')
  keys.revoked = gpg.revoke('revoked@alpha.test')
  const made = await world.ask<{ fingerprint: string; armored: string }>('admin', 'mails.generateKey', { algorithm: 'curve25519' })
  instance = made.fingerprint
  gpg.import(made.armored)
  user_id = (await world.system.db.user.findUniqueOrThrow({ where: { email: 'user@alpha.test' } })).id
}, 60_000)
afterAll(async () => {
  gpg.close()
  await world.close()
})

const owns = (name: string) => world.system.db.user.update({ where: { id: user_id }, data: { gpgkey: keys[name] ?? null } })
const boundaryOf = (raw: string) => /boundary="([^"]+)"/.exec(raw)?.[1] ?? ''
const bodyOf = (part: string) => part.slice(part.indexOf('\r\n\r\n') + 4)
const decoded = (part: string) => {
  const bytes = bodyOf(part)
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Buffer.from(bytes, 'latin1').toString().replace(/\r\n/g, '\n')
}
const lastMail = () => world.sink.got.at(-1)?.raw ?? ''
const signedBy = (err: string) => expect(err).toContain('Good signature from "Reeve of Alpha <reeve@instance.test>"')

/** What a recipient with gpg makes of the mail that arrived last: its text, the headers that were protected, how it came. */
const opened = () => {
  const raw = lastMail()
  if (raw.includes('multipart/encrypted')) {
    const { out, err, code } = gpg.decrypt(/-----BEGIN PGP MESSAGE-----[\s\S]*-----END PGP MESSAGE-----/.exec(raw)?.[0] ?? '')
    expect(code, err).toBe(0)
    signedBy(err)
    return { way: 'encrypted', part: out, text: decoded(out) }
  }
  const [, part = '', signature = ''] = raw.split(`--${boundaryOf(raw)}\r\n`)
  const { err, code } = gpg.verify(bodyOf(signature), Buffer.from(part.replace(/\r\n$/, '')))
  expect(code, err).toBe(0)
  signedBy(err)
  return { way: 'signed', part, text: decoded(part.replace(/\r\n$/, '')) }
}

const policies = { neither: {}, body: { 'GnuPG.bodyonlyencrypted': true }, only: { 'GnuPG.onlyencrypted': true } } as const
const off = { 'GnuPG.bodyonlyencrypted': null, 'GnuPG.onlyencrypted': null }

/** Operations 8.7: for each state of the key and each policy, what becomes of a mail that has a short text, of one that has none, of one that may not leave in clear, and of a notice that says nothing. */
const cells = [
  ['none', 'neither', 'full', 'full', 'full', 'full'],
  ['none', 'body', 'short', 'full', 'refused', 'full'],
  ['none', 'only', 'refused', 'refused', 'refused', 'refused'],
  ['valid', 'neither', 'encrypted', 'encrypted', 'encrypted', 'encrypted'],
  ['valid', 'body', 'encrypted', 'encrypted', 'encrypted', 'encrypted'],
  ['valid', 'only', 'encrypted', 'encrypted', 'encrypted', 'encrypted'],
  ...(['expired', 'signOnly', 'revoked'] as const).flatMap((state) => [
    [state, 'neither', 'refused', 'refused', 'refused', 'full'] as const,
    [state, 'body', 'refused', 'refused', 'refused', 'full'] as const,
    [state, 'only', 'refused', 'refused', 'refused', 'refused'] as const,
  ]),
] as const
const kinds = [{ short: 'Look at the instance.' }, {}, { noClear: true }, { evenInClear: true }]

describe.each(cells)('a key that is %s, policy %s', (state, policy, ...expected) => {
  beforeAll(async () => {
    await owns(state)
    await world.set({ ...off, ...policies[policy] })
  })
  it.each(kinds.map((kind, at) => [Object.keys(kind)[0] ?? 'plain', kind, expected[at]] as const))('%s', async (_, kind, wanted) => {
    const before = world.sink.got.length
    const mail = await world.send({ to: { user_id }, subject: 'Über alles', text: long, uncapped: true, ...kind })
    if (wanted === 'refused') {
      expect(mail).toMatchObject({ status: 'not_sent', encrypted_with: null })
      expect(mail.reason).toMatch(
        state === 'none' ? /no OpenPGP key/ : /cannot be used: (This key (expired|has been revoked)|Nothing in this key)/,
      )
      expect(world.sink.got).toHaveLength(before)
      return
    }
    expect(mail).toMatchObject({ status: 'accepted', signed_with: instance })
    expect(mail.encrypted_with).toBe(wanted === 'encrypted' ? gpg.fingerprint('user@alpha.test') : null)
    const { way, text, part } = opened()
    expect(way).toBe(wanted === 'encrypted' ? 'encrypted' : 'signed')
    expect(text.trim()).toBe(wanted === 'short' ? 'Look at the instance.' : long.trim())
    expect(part).toMatch(/protected-headers="?v1"?/)
    for (const name of [
      'From: Reeve of Alpha <reeve@instance.test>',
      'To: user@alpha.test',
      'Subject: =?UTF-8?',
      `Message-ID: ${mail.message_id}`,
      'Date: ',
    ])
      expect(part).toContain(name)
  })
})

it('logs an encrypted mail as one', async () => {
  const titles = (await world.logs({ action: 'email' })).map(({ title }) => title)
  expect(titles).toContain('Encrypted email  to user@alpha.test sent, titled "Über alles".')
  expect(titles.some((title) => title.startsWith('Email to user@alpha.test, titled "Über alles" failed. Reason: '))).toBe(true)
})

it('leaves the subject to the inside where that is wished', async () => {
  await owns('valid')
  await world.set({ ...off, 'GnuPG.obscure_subject': true })
  await world.send({ to: { user_id }, subject: 'Secret matter' })
  await world.set({ 'GnuPG.obscure_subject': null })
  expect(world.sink.got.at(-1)?.subject).toBe('...')
  expect(lastMail()).not.toContain('Secret matter')
  expect(opened().part).toContain('Subject: Secret matter')
})

it('carries attachments and the address to answer to, and this instance’s key', async () => {
  await owns('valid')
  const attachments = [{ filename: 'gpgkey.asc', type: 'application/pgp-keys', text: 'the key' }]
  await world.send({ to: { user_id }, replyTo: 'orgadmin@alpha.test', attachments })
  expect(lastMail()).toContain('Reply-To: orgadmin@alpha.test')
  expect(lastMail()).toMatch(/^Autocrypt: addr=reeve@instance.test; keydata=/m)
  const { part } = opened()
  expect(part).toContain('filename=gpgkey.asc')
  expect(part).toContain(Buffer.from('the key').toString('base64').slice(0, 6))
})

it('encrypts to the pasted key of somebody who is no user yet', async () => {
  const key = keys.valid ?? ''
  const mail = await world.send({ to: { email: 'future@there.test' }, key, text: 'Welcome.' })
  expect(mail).toMatchObject({ status: 'accepted', encrypted_with: gpg.fingerprint('user@alpha.test') })
  expect(opened().text.trim()).toBe('Welcome.')
})

it('says that an S/MIME certificate is not used', async () => {
  await world.system.db.user.update({ where: { id: user_id }, data: { gpgkey: null, certif_public: 'a certificate' } })
  const mail = await world.send({ to: { user_id } })
  await world.system.db.user.update({ where: { id: user_id }, data: { certif_public: null } })
  expect(mail.status).toBe('accepted')
  expect(mail.reason).toContain('The S/MIME certificate of this user is not used')
})

it('sends in clear and unsigned where signing is turned off', async () => {
  await owns('none')
  await world.set({ 'GnuPG.sign': false })
  const mail = await world.send({ to: { user_id }, text: 'Plain.' })
  await world.set({ 'GnuPG.sign': null })
  expect(mail).toMatchObject({ status: 'accepted', signed_with: null, encrypted_with: null })
  expect(decoded(lastMail()).trim()).toBe('Plain.')
  expect(lastMail()).not.toContain('pgp')
})

it('signs with an imported RSA key as with one of its own', async () => {
  gpg.make('reeve@instance.test', { algo: 'rsa3072', sub: '' })
  const secret = gpg.run(['--armor', '--export-secret-keys', gpg.fingerprint('Tester <reeve@instance.test>')]).out
  const { fingerprint } = await world.ask<{ fingerprint: string }>('admin', 'mails.importKey', { key: secret })
  expect(fingerprint).toBe(gpg.fingerprint('Tester <reeve@instance.test>'))
  await owns('valid')
  expect(await world.send({ to: { user_id } })).toMatchObject({ status: 'accepted', signed_with: fingerprint })
  const { err } = gpg.decrypt(/-----BEGIN PGP MESSAGE-----[\s\S]*-----END PGP MESSAGE-----/.exec(lastMail())?.[0] ?? '')
  expect(err).toContain('Good signature from "Tester <reeve@instance.test>"')
})
