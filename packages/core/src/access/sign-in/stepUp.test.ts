import type { Actor } from '@reeve/contract/kernel/may'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask } from '../../ask.ts'
import { codeNow, giveTotp } from '../../testing/codes.ts'
import { from, type Scene, scene } from '../../testing/scene.ts'
import { actorBySession, anonymous } from '../actors/actors.ts'

let world: Scene
let token: string
beforeAll(async () => {
  world = await scene()
  await world.system.db.user.update({ where: { id: 1 }, data: { change_pw: false } })
  const input = { email: world.first.email, password: world.first.password }
  token = ((await ask(world.system, anonymous(from), 'session.add', input)) as { token: string }).token
})
afterAll(() => world.close())

const later = () => void (world.clock.at = new Date((world.clock.at ?? new Date()).getTime() + 6 * 60_000))
const admin = async (): Promise<Actor> => {
  const actor = await actorBySession(world.system, token, from)
  if (!actor) throw new Error('The session is gone.')
  return actor
}
const does = async (name: string, input: object) => ask(world.system, await admin(), name, input)
const wanted = { kind: 'forbidden', data: { step_up: true } }

describe('security 28: in a browser', () => {
  it.each([
    ['a password', 'users.edit', { id: 3, password: 'Correct horse 9' }],
    ['a role of a user', 'users.edit', { id: 3, role_id: 4 }],
    ['an e-mail address', 'users.edit', { id: 3, email: 'other@alpha.test' }],
    ['an organisation of a user', 'users.edit', { id: 3, org_id: 3 }],
    ['whether there is a user', 'users.delete', { id: 8 }],
    ['a key', 'authKeys.add', { comment: 'mine' }],
    ['a key with a user', 'users.add', { email: 'x@alpha.test', org_id: 2, role_id: 3 }],
    ['all keys of a user', 'users.resetAuthKey', { id: 3 }],
    ['a role', 'roles.edit', { id: 3, perm_template: true }],
    ['a critical setting', 'settings.edit', { id: 'Session.timeout', value: 61 }],
    ['one-time passwords', 'totp.begin', {}],
  ])('%s changes only for who has just said that it is him', async (_, name, input) => {
    later()
    await expect(does(name, input)).rejects.toMatchObject(wanted)
    await ask(world.system, await admin(), 'session.prove', { password: world.first.password })
    await expect(does(name, input)).resolves.toBeDefined()
  })

  it('what does not matter goes on, and so does what stays as it is', async () => {
    later()
    const { role_id } = await world.ask('admin', 'users.view', { id: 4 })
    await expect(does('users.edit', { id: 4, contactalert: true, role_id })).resolves.toMatchObject({ contactalert: true })
    await expect(does('settings.edit', { id: 'MISP.log_client_ip', value: true })).resolves.toBeDefined()
  })

  it('the own password changes with the present one given along, or proven', async () => {
    const { password: current_password } = world.first
    later()
    await world.ask('admin', 'settings.edit', { id: 'Security.require_password_confirmation', value: false })
    await expect(does('users.changePassword', { password: 'Correct horse 9' })).rejects.toMatchObject(wanted)
    await expect(does('users.changePassword', { password: 'Correct horse 9', current_password })).resolves.toBeDefined()
  })

  it('a one-time password is as good as the password, and is used up by it', async () => {
    later()
    await giveTotp(world, 1)
    const otp = codeNow(world)
    await ask(world.system, await admin(), 'session.prove', { otp })
    await expect(does('authKeys.add', {})).resolves.toBeDefined()
    await expect(ask(world.system, await admin(), 'session.prove', { otp })).rejects.toMatchObject({
      kind: 'invalid',
      fields: { otp: [expect.any(String)] },
    })
  })

  it('a wrong password proves nothing and is noted', async () => {
    later()
    await expect(ask(world.system, await admin(), 'session.prove', { password: 'wrong' })).rejects.toMatchObject({ kind: 'invalid' })
    await expect(does('authKeys.add', {})).rejects.toMatchObject(wanted)
    expect(await world.logs({ action: 'login_fail', model_id: 1 })).not.toEqual([])
  })
})

it('a key is never asked', async () => {
  later()
  await expect(world.ask('admin', 'authKeys.add', {})).resolves.toMatchObject({ authkey_raw: expect.any(String) })
})
