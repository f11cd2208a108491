import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import { connect } from 'node:net'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { scene } from '../../../../packages/core/src/testing/scene.ts'
import { apiOver } from '../testing/apiOver.ts'

const { world, app } = await apiOver(scene())
const base = await app.listen({ host: '127.0.0.1', port: 0 })
const admin = world.keys.get('admin') ?? ''

type Sent = { body: string | Buffer; headers?: Record<string, string> }
const post = async (url: string, { body, headers = {} }: Sent) => {
  const answer = await fetch(base + url, {
    method: 'POST',
    headers: { accept: 'application/json', 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : new Uint8Array(body),
  })
  return { status: answer.status, json: (await answer.json()) as Record<string, unknown> }
}
const known = (sent: Sent) => ({ ...sent, headers: { authorization: admin, ...sent.headers } })
const packed = (body: string | Buffer, type = 'application/json') => ({
  body: gzipSync(body, { level: constants.Z_BEST_COMPRESSION }),
  headers: { 'content-encoding': 'gzip', 'content-type': type },
})

/** 30 kB that become ten million arrays, and as many tags. */
const bomb = packed(`[${'[],'.repeat(10_000_000)}[]]`)
const xmlBomb = packed(`<a>${'<b/>'.repeat(10_000_000)}</a>`, 'application/xml')
/** No parser can have seen this: it would say so. */
const broken: Sent = { body: '{"broken' }
const closed = [
  ['/api/users', 401],
  ['/admin/users/add', 403],
  ['/users/edit/1', 403],
] as const
const nowhere = ['/api/nothing', '/api', '/nothing/at/all', '/users/nothing'] as const

describe('a body is not read', () => {
  it.each(closed)('from a stranger at %s', async (url, status) => {
    expect(bomb.body.length).toBeLessThan(64 * 1024)
    for (const sent of [broken, bomb, xmlBomb, { body: 'x'.repeat(500_000) }]) expect((await post(url, sent)).status).toBe(status)
    expect((await post(url, { ...broken, headers: { authorization: 'x'.repeat(40) } })).status).toBe(status)
  })

  it.each(nowhere)('where nothing is, at %s', async (url) => {
    for (const sent of [broken, bomb, xmlBomb]) {
      expect((await post(url, sent)).status).toBe(404)
      expect((await post(url, known(sent))).status).toBe(404)
    }
  })

  it('of a form with files from a stranger', async () => {
    const sent = { body: 'no form', headers: { 'content-type': 'multipart/form-data; boundary=x' } }
    expect((await post('/admin/organisations/add', sent)).status).toBe(403)
    expect((await post('/admin/organisations/add', known(sent))).status).toBe(400)
  })
})

describe('what is open to strangers takes 64 kB', () => {
  const sentence = 'A request without a valid auth key or session can carry at most 64 kB.'
  const login = JSON.stringify({ email: 'nobody@there.test', password: 'wrong' })
  it.each([
    ['plain', { body: login.padEnd(64 * 1024 + 1) }],
    ['packed', bomb],
    ['packed by br', { body: brotliCompressSync(login.padEnd(70_000)), headers: { 'content-encoding': 'br' } }],
    [
      'packed into nothing',
      { body: Buffer.concat(Array.from({ length: 4000 }, () => gzipSync(''))), headers: { 'content-encoding': 'gzip' } },
    ],
    ['XML', xmlBomb],
    ['a form', { body: 'x'.repeat(70_000), headers: { 'content-type': 'application/x-www-form-urlencoded' } }],
    ['files', { body: 'x'.repeat(70_000), headers: { 'content-type': 'multipart/form-data; boundary=x' } }],
  ] satisfies [string, Sent][])('%s', async (_, sent) => {
    expect(await post('/api/session', sent)).toMatchObject({ status: 413, json: { error: 'invalid', message: sentence } })
  })
  it('and not many values', async () => {
    expect((await post('/api/session', { body: `[${'0,'.repeat(2000)}0]` })).status).toBe(413)
    expect((await post('/api/session', { body: login.padEnd(64 * 1024) })).status).toBe(401)
  })

  it('also where no length is declared, and the connection is closed after the answer', async () => {
    const { port, hostname } = new URL(base)
    const socket = connect(Number(port), hostname)
    socket.write('POST /api/session HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n')
    for (let sent = 0; sent < 20; sent++) socket.write(`1000\r\n${' '.repeat(0x1000)}\r\n`)
    const answer = await text(socket)
    expect(answer).toMatch(/^HTTP\/1\.1 413/)
    if (!socket.closed) await once(socket, 'close')
  })
})

describe('a caller who is known', () => {
  it.each([
    ['values', packed(`[${'[],'.repeat(200_000)}[]]`), 413, 'The body holds more than 100000 values.'],
    ['tags', packed(`<a>${'<b/>'.repeat(50_000)}</a>`, 'application/xml'), 413, 'The body holds more than 20000 tags.'],
    ['depth', { body: '['.repeat(50_000) }, 400, 'The body is nested more than 100 levels deep.'],
    ['nested tags', { body: '<a>'.repeat(5000), headers: { 'content-type': 'text/xml' } }, 400, 'The body is not valid XML.'],
    ['XML', packed(`<a>${' '.repeat(5_000_000)}</a>`, 'text/xml'), 413, 'A form or XML can hold at most 4 MB.'],
  ] satisfies [string, Sent, number, string][])('meets a limit on %s', async (_, sent, status, message) => {
    expect(await post('/admin/users/add', known(sent))).toMatchObject({ status, json: { message } })
  })

  it('is told the limit on bytes as MISP clients expect it (operations 9.3)', async () => {
    await world.ask('admin', 'settings.edit', { id: 'http.bodyLimit', value: 2 })
    for (const sent of [{ body: ' '.repeat(2_100_000) }, packed(' '.repeat(2_100_000))])
      expect(await post('/admin/users/add', known(sent))).toEqual({
        status: 413,
        json: {
          name: 'Payload Too Large',
          message: 'The request is larger than the limit of 2 MB (http.bodyLimit).',
          url: '/admin/users/add',
          limit: 2,
        },
      })
    await world.ask('admin', 'settings.edit', { id: 'http.bodyLimit', value: null })
  })

  it('sends 40 MB, which are held in a file that leaves nothing behind', async () => {
    const comment = 'ä'.repeat(20 * 1024 * 1024)
    const answer = await post('/api/organisations', known(packed(JSON.stringify({ description: comment, name: 'Large', nothing: 1 }))))
    expect(answer).toMatchObject({ status: 422, json: { fields: { nothing: [expect.any(String)] } } })
    expect(await readdir(path.join(world.env.DATA_DIR, 'tmp'))).toEqual([])
  })
})
