import { setTimeout as sleep } from 'node:timers/promises'
import { Failure, fail } from '@reeve/contract/inputs/failure'
import { mailStatuses } from '@reeve/contract/mail/mails'
import { z } from 'zod'
import type { Prisma } from '../../../generated/client.ts'
import { oneOf } from '../../kernel/oneOf.ts'
import type { Outcome, SmtpServer } from '../../kernel/ports.ts'
import { defineJob, type JobCtx } from '../../request/defineJob.ts'
import { compose, type Sender } from '../compose/compose.ts'
import { type Content, openContent } from '../compose/content.ts'
import { instanceObstacle, userObstacle } from '../compose/obstacles.ts'
import type { Ending } from '../data/mailRows.ts'
import type { MailStatus } from '../data/mailWriters.ts'
import { instanceKeyOf } from '../pgp/instanceKey.ts'

type Row = Prisma.MailModel
type Recipient = Prisma.UserGetPayload<{ include: { org: { select: { name: true } } } }>
type Office = Sender & { server: SmtpServer | undefined; obstacle: string | undefined; people: ReadonlyMap<number, Recipient> }
type Fate = { status: MailStatus; reason: string; encrypted_with?: string | null; signed_with?: string | null }

/** Tries in all; the pauses between them grow to an hour. */
const mostAttempts = 12
/** Mails of one job that are on their way at a time. */
const lanes = 8
/** An attempt that is under way when its worker is told to stop may still hear the answer. */
const grace = 2000
/** Milliseconds before each further try to write down what the mail server said: while the database is away, nobody else knows it. */
const persistence = [200, 500, 1000, 2000, 4000, 8000]

/** For a write that may come twice: it asks for status and attempts, and finds them changed. */
const insist = async (write: () => Promise<unknown>) => {
  for (const pause of persistence) {
    try {
      return await write()
    } catch (error) {
      if (error instanceof Failure) throw error
      await sleep(pause)
    }
  }
  return write()
}

const titleOf = (mail: Row, fate: Fate) =>
  fate.status === 'accepted'
    ? `${fate.encrypted_with ? 'Encrypted email' : 'Email'}  to ${mail.recipient} sent, titled "${mail.subject}".`
    : `Email to ${mail.recipient}, titled "${mail.subject}" failed. Reason: ${fate.reason}`

/** Written down with what was to follow, in one transaction: a new password, and the end of the sessions that knew the old one. */
const settleWith = (ctx: JobCtx, mail: Row, ending: Ending, password: { user_id: number; hash: string }) =>
  ctx.change(async ({ write, read }) => {
    const { was, title, org, id: _, attempts: __, user_id, org_id, email, ...fate } = ending
    if (!(await write.mail.move(mail, was, { ...fate, content: null }))) return
    const by = { id: 0, email, org_id, org }
    await write.note({ action: 'email', model: 'User', model_id: user_id, title: title ?? '', by })
    const user = await read.user.findUnique({ where: { id: password.user_id } })
    if (!user) return
    await write.user.edit(user, { password: password.hash, change_pw: true, last_pw_change: ctx.ports.now() })
    await write.session.end({ user_id: user.id })
  })

/** Writes down how it ended, with its row in the log of the recipient's organisation. */
const settle = async (ctx: JobCtx, { people }: Office, mail: Row, was: readonly MailStatus[], fate: Fate, content?: Content) => {
  const ending: Ending = {
    encrypted_with: null,
    signed_with: null,
    ...fate,
    was,
    id: mail.id,
    attempts: mail.attempts,
    title: fate.status === 'deferred' ? null : titleOf(mail, fate),
    user_id: mail.user_id,
    org_id: mail.org_id,
    org: people.get(mail.user_id)?.org.name ?? 'SYSTEM',
    email: mail.recipient,
  }
  const password = fate.status === 'accepted' ? content?.onAccepted?.password : undefined
  await (password ? settleWith(ctx, mail, ending, password) : ctx.mails.settle(ending))
}

const notSent = (reason: string): Fate => ({ status: 'not_sent', reason })

/** What becomes of a mail whose job has failed. Its text is kept, so that it can be sent again. */
const fateGivenUp = ({ status }: Row): Fate =>
  status === 'sending'
    ? { status: 'in_doubt', reason: 'The job failed while the mail server had this mail; whether it took it is not known.' }
    : notSent('The job that was to send this mail has failed.')

/** What keeps a mail from being sent whatever it says. */
const obstacleTo = ({ obstacle, people }: Office, mail: Row, now: Date) => {
  const user = people.get(mail.user_id)
  if (obstacle) return obstacle
  if (mail.user_id > 0 && !user) return 'This user no longer exists.'
  return user && userObstacle(user, now)
}

const fateOf = ({ status, words }: Outcome, attempts: number, why: string): Fate => {
  if (status === 'deferred' && attempts >= mostAttempts)
    return { status: 'refused', reason: `Given up after ${attempts} attempts. ${words}` }
  return { status, reason: [why, words].filter(Boolean).join(' ') }
}

/** One mail, from wherever it stands: claimed before SMTP, so that only one ever talks to the server about it. */
const deliver = async (ctx: JobCtx, office: Office, mail: Row, stop: AbortSignal): Promise<MailStatus> => {
  const end = async (fate: Fate, from: readonly MailStatus[]) => {
    await settle(ctx, office, mail, from, fate)
    return fate.status
  }
  if (mail.status === 'sending')
    return end({ status: 'in_doubt', reason: 'The worker ended while the mail server had this mail; whether it took it is not known.' }, [
      'sending',
    ])
  if (mail.status !== 'queued' && mail.status !== 'deferred') return oneOf(mailStatuses, mail.status, 'in_doubt')
  const content = openContent(ctx.ports.seal, mail.content)
  const hindrance = content ? obstacleTo(office, mail, ctx.ports.now()) : 'What it said can no longer be read.'
  if (hindrance || !content || !office.server) return end(notSent(hindrance ?? ''), ['queued', 'deferred'])
  const composed = await compose(mail, content, office.people.get(mail.user_id), office, ctx.ports)
  if ('notSent' in composed) return end(notSent(composed.notSent), ['queued', 'deferred'])
  const claimed = await ctx.mails.claim({
    id: mail.id,
    most: content.uncapped || content.onAccepted ? 0 : office.settings['Mail.per_hour'],
  })
  if (claimed === 'taken' || claimed.status !== 'sending') return 'held'
  const { raw, why, encrypted_with, signed_with } = composed
  const outcome = await ctx.ports.smtp.send(office.server, { from: office.settings['MISP.email'], to: mail.recipient }, raw, stop)
  const fate = { ...fateOf(outcome, claimed.attempts, why), encrypted_with, signed_with }
  await insist(() => settle(ctx, office, { ...mail, attempts: claimed.attempts }, ['sending', 'in_doubt'], fate, content))
  return fate.status
}

const officeOf = async (ctx: JobCtx, mails: readonly Row[]): Promise<Office> => {
  const { settings, ports, read } = ctx
  const ids = [...new Set(mails.map(({ user_id }) => user_id))].filter(Boolean)
  const users = ids.length > 0 ? await read.user.findMany({ where: { id: { in: ids } }, include: { org: { select: { name: true } } } }) : []
  const people = new Map(users.map((user) => [user.id, user]))
  const key = await instanceKeyOf(settings['Mail.key'])
  return { settings, server: ports.smtp.serverFor(settings), obstacle: instanceObstacle(ctx), key, people }
}

/** Aborted a little after the job is told to stop. */
const lateStop = (signal: AbortSignal) => {
  const late = new AbortController()
  signal.addEventListener('abort', () => setTimeout(() => late.abort(), grace).unref(), { once: true })
  return late.signal
}

/**
 * Hands mails to the mail server. At most once each: a row is claimed before SMTP, and one whose answer was lost, or whose worker
 * died meanwhile, stays in doubt until a person decides. What the server defers is tried again by the job's next round.
 */
export const sendMail = defineJob({
  name: 'send_mail',
  queue: 'email',
  attempts: mostAttempts + 3,
  as: 'system',
  payload: z.object({ mail_ids: z.array(z.number().int().positive()).min(1).max(100) }),
  about: ({ mail_ids }) => (mail_ids.length === 1 ? `Mail ${mail_ids[0]}` : `${mail_ids.length} mails, from ${mail_ids[0]}`),
  run: async (ctx, { mail_ids }) => {
    const mails = await ctx.read.mail.findMany({ where: { id: { in: mail_ids } }, orderBy: { id: 'asc' } })
    const office = await officeOf(ctx, mails)
    const stop = lateStop(ctx.signal)
    const waiting = mails.values()
    const count: Partial<Record<MailStatus, number>> = {}
    const work = async () => {
      for (const mail of waiting) {
        ctx.signal.throwIfAborted()
        const status = await deliver(ctx, office, mail, stop)
        ctx.log(`Mail ${mail.id} to ${mail.recipient}: ${status.replace('_', ' ')}.`)
        count[status] = (count[status] ?? 0) + 1
      }
    }
    await Promise.all(Array.from({ length: Math.min(lanes, mails.length) }, work))
    const values = Object.entries(count).map(([status, number]) => `${number} ${status.replace('_', ' ')}`)
    if (count.deferred) fail('upstream', `The mail server deferred mails: ${values.join(', ')}.`)
    ctx.failed((count.refused ?? 0) + (count.in_doubt ?? 0) + (count.not_sent ?? 0))
    return `Job done. ${values.join(', ')}.`
  },
  onGivenUp: async ({ read, write }, { mail_ids }) => {
    const left = await read.mail.findMany({ where: { id: { in: mail_ids }, status: { in: ['queued', 'deferred', 'sending'] } } })
    const orgs = await read.organisation.findMany({
      where: { id: { in: left.map(({ org_id }) => org_id) } },
      select: { id: true, name: true },
    })
    for (const mail of left) {
      const fate = fateGivenUp(mail)
      if (!(await write.mail.move(mail, [mail.status], fate))) continue
      const org = orgs.find(({ id }) => id === mail.org_id)?.name ?? 'SYSTEM'
      const by = { id: 0, email: mail.recipient, org_id: mail.org_id, org }
      await write.note({ action: 'email', model: 'User', model_id: mail.user_id, title: titleOf(mail, fate), by })
    }
  },
})
