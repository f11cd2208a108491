import type { WriteContext } from '../../context.ts'
import { profileOf } from '../../kernel/log/log.ts'
import { hashOfToken } from '../actors/actors.ts'
import { personOf } from '../sign-in/signIn.ts'
import { homepageOf } from './homepage.ts'

/** Opens a session for a user who has been identified, and ends the one this browser had. Answers the value of its cookie. `novelty`: what is new about it. */
export const openSession = async ({ write, read, ports, settings, actor: { from } }: WriteContext, id: number, novelty?: string) => {
  const user = await read.user.findUniqueOrThrow({ where: { id }, include: { org: true, role: true } })
  const now = ports.now()
  if (from.session_id !== null) await write.session.end({ id: from.session_id })
  const token = ports.random.bytes(32).toString('base64url')
  await write.session.add({
    id: ports.random.uuid(),
    token_hash: hashOfToken(token),
    user_id: id,
    created: now,
    last_seen: now,
    proven: now,
    expires: new Date(now.getTime() + settings['Session.timeout'] * 60_000),
    ip: from.ip,
    user_agent: from.user_agent,
  })
  await write.user.edit(user, { last_login: user.current_login, current_login: now, force_logout: false })
  const title = `User (${id}): ${user.email}`
  await write.note({ action: 'login', model: 'User', model_id: id, title, change: profileOf(from), by: personOf(user) })
  if (novelty !== undefined)
    await write.note({ action: 'auth_alert', model: 'User', model_id: id, title: 'Suspicious login.', change: novelty, by: personOf(user) })
  return { user_id: id, token, ticket: null, step: null, homepage: await homepageOf(read, id) }
}
