import { scene } from '@reeve/core/testing/scene'
import { expect, it } from 'vitest'
import { apiOver } from './testing/apiOver.ts'

const { world, app } = await apiOver(scene({ populated: false }))

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
