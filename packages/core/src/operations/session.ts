import { fail } from '@reeve/contract/failure'
import { perms } from '@reeve/contract/may'
import { sessionOperations } from '@reeve/contract/resources/session'
import { publicOf } from '@reeve/contract/settings'
import { hashOfToken } from '../actors.ts'
import { implement, noRows, prepared, type ReadCtx } from '../implement.ts'
import { canonical, networkOf } from '../limit.ts'
import { profileOf } from '../log.ts'
import { checkPassword, failedSignIn, refuse } from '../rules/signIn.ts'

const kind = 'login'

/** Counts the attempt before the password is looked at, so that a crowd of attempts at once cannot pass the limit (people-data 1.3). */
const admit = async ({ limits, settings, actor, read }: ReadCtx, email: string) => {
  const of = `${networkOf(actor.from.ip)} ${canonical(email)}`
  const { count, left } = await limits.count(kind, of, settings['SecureAuth.expire'])
  if (count <= settings['SecureAuth.amount']) return () => limits.forget(kind, of)
  const user = await read.user.findUnique({ where: { email }, include: { org: true, role: true } })
  return fail('busy', `You have reached the maximum number of login attempts. Please wait ${left} seconds and try again.`, {
    notes: [failedSignIn(email, user, actor.from, true)],
    data: { wait: left },
  })
}

export const sessionImplementation = implement(sessionOperations, noRows, {
  me: async ({ actor, settings }) => ({
    ...actor,
    perms: perms.filter((perm) => actor.perms.has(perm)),
    read_only: actor.readOnly,
    change_pw: actor.changePassword,
    settings: publicOf(settings),
  }),

  add: prepared(
    async (ctx, said) => {
      const email = said.email.trim()
      const forget = await admit(ctx, email)
      const { user, passed } = await checkPassword(ctx, email, said.password)
      if (!user || !passed) return refuse(failedSignIn(email, user, ctx.actor.from, false))
      await forget()
      return { user, token: ctx.ports.random.bytes(32).toString('base64url') }
    },
    async ({ write, ports, settings, actor: { from } }, _, { user, token }) => {
      const now = ports.now()
      await write.session.add({
        id: ports.random.uuid(),
        token_hash: hashOfToken(token),
        user_id: user.id,
        created: now,
        last_seen: now,
        expires: new Date(now.getTime() + settings['Session.timeout'] * 60_000),
        ip: from.ip,
        user_agent: from.user_agent,
      })
      await write.user.edit(user, { last_login: user.current_login, current_login: now })
      const by = { id: user.id, email: user.email, org_id: user.org_id, org: user.org.name }
      await write.note({
        action: 'login',
        model: 'User',
        model_id: user.id,
        title: `User (${user.id}): ${user.email}`,
        change: profileOf(from),
        by,
      })
      return { user_id: user.id, change_pw: user.change_pw, token }
    },
  ),

  end: async ({ write, actor }) => {
    const { session_id } = actor.from
    if (!session_id) return { ended: false }
    await write.note({ action: 'logout', model: 'User', model_id: actor.id, title: `User (${actor.id}): ${actor.email}` })
    return { ended: (await write.session.end({ id: session_id })) > 0 }
  },
})
