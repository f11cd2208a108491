import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Scene, scene } from '../../testing/scene.ts'
import { instanceObstacle } from '../compose/obstacles.ts'
import { defaultSenderOf } from './defaultSender.ts'
import { openSmtp } from './smtp.ts'

const base = 'https://misp.example.org:8443/reeve'
it.each([
  [undefined, ''],
  ['smtp://mail.example.org', 'noreply@misp.example.org'],
  ['smtps://u:p@mail.example.org?from=alerts%40example.org', 'alerts@example.org'],
])('with SMTP_URL %s, mails come from "%s"', (url, sender) => expect(defaultSenderOf(url, base)).toBe(sender))

let world: Scene
beforeAll(async () => {
  world = await scene({ ports: { smtp: openSmtp({ url: 'smtp://127.0.0.1:1' }), defaultSender: 'noreply@misp.example.org' } })
})
afterAll(() => world.close())

it('mails leave without MISP.email, and the settings show the sender and recommend one', async () => {
  const id = 'MISP.email'
  const { system } = world
  expect(instanceObstacle({ settings: await system.settings.fresh(), ports: system.ports })).toBeUndefined()
  expect(await world.ask('admin', 'settings.view', { id })).toMatchObject({
    value: 'noreply@misp.example.org',
    default: 'noreply@misp.example.org',
    is_set: false,
    problem: expect.stringContaining('Not set'),
  })
  expect(await world.ask('admin', 'settings.edit', { id, value: 'cert@example.org' })).toMatchObject({
    value: 'cert@example.org',
    problem: null,
  })
  expect((await system.settings.fresh())[id]).toBe('cert@example.org')
})
