import { scene } from '@reeve/core/testing/scene'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { buildApp } from './app.ts'

let world: Awaited<ReturnType<typeof scene>>
let app: Awaited<ReturnType<typeof buildApp>>
beforeAll(async () => {
  world = await scene({ populated: false })
  app = await buildApp(world.system)
})
afterAll(async () => {
  await app.close()
  await world.close()
})

it('gives the public key of this instance to everybody, as a file called after its fingerprint', async () => {
  const urls = ['/users/getGpgPublicKey', '/gpg.asc']
  for (const url of urls) expect((await app.inject({ url })).statusCode).toBe(404)
  await world.ask('admin', 'settings.edit', { id: 'MISP.email', value: 'reeve@instance.test' })
  const { fingerprint, armored } = await world.ask('admin', 'mails.generateKey', { algorithm: 'curve25519' })
  for (const url of urls) {
    const { statusCode, headers, body } = await app.inject({ url, headers: { accept: 'text/html' } })
    expect(statusCode).toBe(200)
    expect(headers).toMatchObject({
      'content-type': 'text/plain; charset=UTF-8',
      'content-disposition': `attachment; filename="${String(fingerprint)}.asc"`,
    })
    expect(body).toBe(armored)
    expect(body).not.toContain('PRIVATE')
  }
})
