import { describe, expect, it } from 'vitest'
import { scene, type Who } from '../../../packages/core/src/testing/scene.ts'
import { apiOver } from './testing/apiOver.ts'

const { world, app } = await apiOver(scene())
const base = await app.listen({ port: 0, host: '127.0.0.1' })

/** What a listener hears, line by line, until `heard` is satisfied or the line ends. */
const listen = async (authorization: string, headers = {}) => {
  const answer = await fetch(`${base}/api/changes`, { headers: { authorization, ...headers } })
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  const next = async () => {
    const part = await reader?.read()
    text += part?.value ?? ''
    return part?.done !== true
  }
  await next()
  return {
    status: answer.status,
    until: async (heard: (said: string) => boolean) => {
      while (!heard(text) && (await next())) continue
      return text
    },
    leave: () => reader?.cancel(),
  }
}
const keyOf = (who: Who) => world.keys.get(who) ?? ''

describe('/api/changes', () => {
  it('is not for strangers', async () => expect((await fetch(`${base}/api/changes`)).status).toBe(401))

  it('tells a site admin which row changed, others only of what', async () => {
    const [admin, orgAdmin] = [await listen(keyOf('admin')), await listen(keyOf('orgadmin'))]
    const { id } = await world.ask<{ id: number }>('admin', 'organisations.add', { name: 'Org Told' })
    await world.ask('admin', 'settings.edit', { id: 'MISP.org', value: 'Told' })
    expect(await admin.until((said) => said.includes('settings'))).toContain(`data: organisations ${id}\n`)
    const heard = await orgAdmin.until((said) => said.includes('data: organisations'))
    expect(heard).toContain('data: organisations\n')
    expect(heard).not.toContain('settings')
    await Promise.all([admin.leave(), orgAdmin.leave()])
  })

  it('tells who comes again that he missed something', async () => {
    const again = await listen(keyOf('admin'), { 'last-event-id': '1' })
    expect(await again.until((said) => said.includes('*'))).toContain('data: *\n')
    await again.leave()
  })

  it('ends the line of one whose rights change', async () => {
    const line = await listen(keyOf('orgadmin'))
    const user = await world.system.db.user.findFirstOrThrow({ where: { email: 'orgadmin@alpha.test' } })
    await world.ask('admin', 'users.edit', { id: user.id, disabled: true })
    await line.until(() => false)
    expect((await listen(keyOf('orgadmin'))).status).toBe(403)
  })
})
