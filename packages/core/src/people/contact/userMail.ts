import { fail, invalid } from '@reeve/contract/inputs/failure'
import { isSiteAdmin, mayTouch } from '@reeve/contract/kernel/may'
import { type Contact, type Reach, userMail } from '@reeve/contract/people/userMail'
import type { Prisma } from '../../../generated/client.ts'
import { mailCredentials } from '../../access/passwords/mailCredentials.ts'
import { newPassword } from '../../access/passwords/password.ts'
import type { ReadContext, WriteContext } from '../../context.ts'
import { baseOf } from '../../kernel/baseUrl.ts'
import { obstacleFor, wantMail, wantReachable } from '../../mail/compose/mayMail.ts'
import { planOf } from '../../mail/compose/plan.ts'
import { subjectOf, textFor } from '../../mail/compose/userTexts.ts'
import { readKey } from '../../mail/pgp/keys.ts'
import { enqueueMail } from '../../mail/send/enqueue.ts'
import { implement, type NameOf, prepared, type Rows } from '../../request/implement.ts'
import { enqueueContact, noteContact } from './contactUsers.ts'
import { waysOf } from './mailWays.ts'
import { type Addressed, addressed, checkContact, recipientsOf } from './recipients.ts'
import { requestAccess } from './requestAccess.ts'

const rows: Rows<Addressed, Prisma.UserWhereInput, NameOf<typeof userMail>> = {
  scope: (actor) => (isSiteAdmin(actor) ? {} : { org_id: actor.org_id }),
  find: (read, where) => read.user.findFirst({ where, include: addressed }),
  mayChange: (actor, row, action) => action === 'userMail.write' || mayTouch(actor, row),
}

const sent = ({ id, status, reason }: { id: number; status: string; reason: string }) => ({ mail_id: id, status, reason })

type First = { first_time: boolean }
const resetPassword = prepared(
  async (ctx: ReadContext, user: Addressed, _: First) => {
    await wantReachable(ctx, user, true)
    const password = newPassword(ctx.ports.random, ctx.settings)
    return { password, hash: await ctx.ports.hash.make(password) }
  },
  async (ctx: WriteContext, user: Addressed, { first_time }: First, { password, hash }) => {
    return sent(await mailCredentials(ctx, user, first_time ? 'welcome' : 'reset', { password, hash }))
  },
)

type Written = { subject: string; body: string }
const write = prepared(
  async (ctx: ReadContext, user: Addressed, _: Written): Promise<undefined> => wantReachable(ctx, user, true),
  async (ctx: WriteContext, user: Addressed, { subject, body }: Written, __) => {
    const { settings, actor } = ctx
    const text = textFor('custom', body, { username: user.email, base: baseOf(ctx), settings })
    return sent(await enqueueMail(ctx, { to: { user_id: user.id }, kind: 'message', subject, text, noClear: true, replyTo: actor.email }))
  },
)

const wishesOf = ({ action }: Contact) => ({ noClear: action !== 'custom' })
const subjectFor = (asked: Contact, settings: ReadContext['settings']) => asked.subject || subjectOf(asked.action, settings)

/** The one mail to somebody who is no user yet. */
const waysOfStranger = async ({ ports, settings }: ReadContext, { email = '', key }: Contact) => {
  const { way, why } = planOf(await readKey(key, ports.now()), settings, {})
  return [{ way, why, count: 1, example: email }]
}

const preview = async (ctx: ReadContext, asked: Contact) => {
  checkContact(ctx.actor, asked)
  const { settings, ports } = ctx
  const where = recipientsOf(ctx.actor, asked, ports.now())
  const found = asked.recipient === 'external' ? await waysOfStranger(ctx, asked) : await waysOf(ctx, where, wishesOf(asked))
  const password = asked.action === 'custom' ? undefined : '(a new password for each user)'
  const ways = found.map(({ example, ...way }) => {
    const told = { username: example ?? '', password, base: baseOf(ctx), settings }
    const text = textFor(asked.action, asked.message, told)
    return { ...way, example: example === null || way.way === 'none' ? null : { to: example, subject: subjectFor(asked, settings), text } }
  })
  return { count: ways.filter(({ way }) => way !== 'none').reduce((sum, { count }) => sum + count, 0), ways }
}

const counted = async (ctx: ReadContext, asked: Contact) =>
  asked.recipient === 'external' ? 1 : ctx.read.user.count({ where: recipientsOf(ctx.actor, asked, ctx.ports.now()) })

const toStranger = async (ctx: WriteContext, asked: Contact) => {
  const { settings } = ctx
  const batch = ctx.ports.random.uuid()
  const email = asked.email ?? ''
  await enqueueMail(ctx, {
    to: { email },
    kind: 'message',
    batch,
    subject: subjectFor(asked, settings),
    text: textFor('custom', asked.message, { username: email, base: baseOf(ctx), settings }),
    ...(asked.key?.trim() && { key: asked.key }),
    replyTo: ctx.actor.email,
  })
  return batch
}

const send = prepared(
  async (ctx: ReadContext, asked: Contact & { expected?: number | undefined }) => {
    checkContact(ctx.actor, asked)
    wantMail(ctx)
    if (asked.action !== 'custom' && ctx.settings['MISP.disable_user_password_change'])
      fail('forbidden', 'Changing passwords is turned off (MISP.disable_user_password_change).')
    const key = asked.recipient === 'external' ? await readKey(asked.key, ctx.ports.now()) : undefined
    if (key?.problem) invalid({ key: [key.problem] })
    const count = await counted(ctx, asked)
    if (count === 0) invalid({ recipient: ['These recipients include no user who can be mailed.'] })
    return count
  },
  async (ctx: WriteContext, { expected, ...asked }: Contact & { expected?: number | undefined }, count) => {
    if (expected !== undefined && expected !== count)
      fail('conflict', `This would now reach ${count} users instead of ${expected}. Look at the preview again.`)
    const subject = subjectFor(asked, ctx.settings)
    if (asked.recipient === 'external') {
      await noteContact(ctx, count, subject)
      return { job_id: 0, batch: await toStranger(ctx, asked), count }
    }
    const { action, recipient, user_ids, org_ids, role_id, message } = asked
    return enqueueContact(ctx, { action, recipient, user_ids, org_ids, role_id, subject, message }, count)
  },
)

type Reaching = { after?: number | undefined; limit: number; all: boolean; keyed: boolean }
/** Users in the order of their ids, as far as the actor reaches, with what stands between them and a mail; `seen` is how many there were. */
const reachOf = async ({ actor, read, ports, settings }: ReadContext, { after = 0, limit, all, keyed }: Reaching) => {
  const now = ports.now()
  const own = { AND: [isSiteAdmin(actor) ? {} : { org_id: actor.org_id }, keyed ? { NOT: [{ gpgkey: null }, { gpgkey: '' }] } : {}] }
  const select = { id: true, email: true, gpgkey: true, disabled: true, expiration: true } as const
  const users = await read.user.findMany({ where: { AND: [own, { id: { gt: after } }] }, select, orderBy: { id: 'asc' }, take: limit })
  const found: Reach[] = []
  for (const user of users) {
    const { state, fingerprint, expires, problem } = await readKey(user.gpgkey, now)
    const obstacle = (await obstacleFor(user, { noClear: false }, settings, now)) ?? null
    if (all || problem !== null || obstacle !== null)
      found.push({ id: user.id, email: user.email, state, fingerprint, expires: expires?.toISOString() ?? null, problem, obstacle })
  }
  return { rows: found, seen: users.length, next: users.length < limit ? null : (users.at(-1)?.id ?? null) }
}

/** Their keys are long, so that so many are fetched at a time. */
const perPage = 500
const reach = async (ctx: ReadContext, asked: Reaching) => {
  const found: Reach[] = []
  for (let { after, limit: left } = asked; ; ) {
    const { rows: some, seen, next } = await reachOf(ctx, { ...asked, after, limit: Math.min(left, perPage) })
    found.push(...some)
    left -= seen
    if (next === null || left <= 0) return { rows: found, next }
    after = next
  }
}

export const userMailImplementation = implement(userMail, rows, { resetPassword, write, requestAccess, preview, send, reach })
