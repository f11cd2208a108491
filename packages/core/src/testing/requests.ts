import { randomUUID } from 'node:crypto'
import type { Scene } from './scene.ts'

/** Everybody chooses a homepage; answers the ids of the settings by user. */
export const chooseHomepages = async ({ system: { db } }: Scene) => {
  const chosen = new Map<number, number>()
  for (const { id: user_id, email } of await db.user.findMany()) {
    const value = { path: email.endsWith('@beta.test') ? '/of-beta' : '/events/index' }
    const where = { user_id_setting: { user_id, setting: 'homepage' } }
    const { id } = await db.userSetting.upsert({ where, create: { user_id, setting: 'homepage', value }, update: {} })
    chosen.set(user_id, id)
  }
  return chosen
}

/** A stranger has asked for an account; answers the id of the request. */
export const askForAccount = async ({ system: { db }, ask }: Scene) => {
  await ask('admin', 'settings.edit', { id: 'Security.allow_self_registration', value: true })
  const { id } = await db.inbox.create({
    data: {
      uuid: randomUUID(),
      title: 'User registration for newbie@alpha.test.',
      type: 'registration',
      user_agent_sha256: '0'.repeat(64),
      data: { email: 'newbie@alpha.test', org_name: 'New' },
    },
  })
  return id
}
