import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { defaults } from '@reeve/contract/settings/settings'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { SmtpServer } from '../../kernel/ports.ts'
import { type Sink, smtpSink } from '../../testing/smtpSink.ts'
import { certificate } from '../../testing/tlsServer.ts'
import { openSmtp } from './smtp.ts'

const credentials = { user: 'reeve', password: 's3cret words' }
const smtp = openSmtp({ patience: 500 })
let sink: Sink
let server: SmtpServer
beforeAll(async () => {
  sink = await smtpSink({ credentials })
  server = { host: '127.0.0.1', port: sink.port, security: 'none', ...credentials }
})
afterAll(async () => {
  smtp.close()
  await sink.close()
})

const send = (to: string, over: Partial<SmtpServer> = {}) =>
  smtp.send({ ...server, ...over }, { from: 'reeve@instance.test', to }, Buffer.from('Message-ID: <1@x>\r\n\r\nHello\r\n.dot\r\n'))

it.each([
  ['somebody@there.test', 'accepted', 'Taken as number'],
  ['defer@there.test', 'deferred', '451 Come again later'],
  ['refuse@there.test', 'refused', '550 No such mailbox'],
  ['late@there.test', 'refused', '554 We do not like what it says'],
  ['stall@there.test', 'in_doubt', 'its answer did not come'],
  ['drop@there.test', 'in_doubt', 'its answer did not come'],
])('mail to %s ends %s, in the words of the server', async (to, status, words) => {
  const outcome = await send(to)
  expect(outcome.status).toBe(status)
  expect(outcome.words).toContain(words)
})

it('hands the mail over as it is, and uses a connection again', async () => {
  await send('first@there.test')
  const before = sink.state.connections
  await send('second@there.test')
  expect(sink.state.connections).toBe(before)
  expect(sink.got.at(-1)).toMatchObject({
    to: 'second@there.test',
    from: 'reeve@instance.test',
    raw: 'Message-ID: <1@x>\r\n\r\nHello\r\n.dot\r\n',
  })
})

it('puts off what never began: no server, no TLS, wrong password', async () => {
  expect((await send('a@there.test', { port: 1 })).status).toBe('deferred')
  expect(await send('a@there.test', { security: 'starttls' })).toMatchObject({ status: 'deferred' })
  expect((await send('a@there.test', { password: 'other' })).words).toContain('535')
  expect(await smtp.probe({ ...server, password: 'other' })).toContain('535')
  expect(await smtp.probe(server)).toBeUndefined()
})

it('takes the server of the settings before the one of SMTP_URL', () => {
  const url = 'smtps://me%40here:p%3Aw@mail.test'
  expect(smtp.serverFor(defaults)).toBeUndefined()
  expect(openSmtp({ url }).serverFor(defaults)).toEqual({ host: 'mail.test', port: 465, security: 'tls', user: 'me@here', password: 'p:w' })
  expect(openSmtp({ url }).serverFor({ ...defaults, 'Mail.host': 'other.test' })).toMatchObject({
    host: 'other.test',
    port: 587,
    security: 'starttls',
  })
})

it.each(['tls', 'starttls'] as const)(
  'security 25: over %s, neither mail nor password goes to a server whose certificate no authority signed or that names another host',
  async (security) => {
    const { key, cert } = certificate(['mail.test'])
    const secure = await smtpSink({ credentials, tls: { key, cert, security } })
    const over = { port: secure.port, security }
    const trusted = getCACertificates('default')
    try {
      expect(await send('a@there.test', over)).toMatchObject({
        status: 'deferred',
        words: expect.stringMatching(/self-signed certificate/),
      })
      expect(await smtp.probe({ ...server, ...over })).toMatch(/self-signed certificate/)
      setDefaultCACertificates([...trusted, cert])
      expect((await send('a@there.test', { ...over, host: 'localhost' })).words).toMatch(/does not match certificate/)
      expect([secure.got, secure.state.signIns]).toEqual([[], 0])
      // The same certificate for the host that it names, once its authority is trusted.
      expect(await send('a@there.test', over)).toMatchObject({ status: 'accepted' })
    } finally {
      setDefaultCACertificates(trusted)
      await secure.close()
    }
  },
)
