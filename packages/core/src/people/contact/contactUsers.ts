import { fail } from '@reeve/contract/inputs/failure'
import { contactActions, contactRecipients } from '@reeve/contract/people/userMail'
import { z } from 'zod'
import { newPassword } from '../../access/passwords/password.ts'
import type { WriteContext } from '../../context.ts'
import { baseOf } from '../../kernel/baseUrl.ts'
import { textFor } from '../../mail/compose/userTexts.ts'
import { enqueueMails, type Outgoing } from '../../mail/send/enqueue.ts'
import { defineJob, type JobCtx } from '../../request/defineJob.ts'
import { recipientsOf } from './recipients.ts'

const Asked = z.object({
  action: z.enum(contactActions),
  recipient: z.enum(contactRecipients),
  user_ids: z.array(z.number()),
  org_ids: z.array(z.number()),
  role_id: z.number().optional(),
  subject: z.string(),
  message: z.string().optional(),
})
type AskedContact = z.output<typeof Asked>
/** What a mail says waits sealed: it may be meant for its readers only. */
const contactPurpose = 'contact'

/** Users of one step: their passwords are hashed before its transaction. */
const step = 20

type Recipient = { id: number; email: string }
const mailFor = async (ctx: JobCtx, asked: AskedContact, batch: string, { id, email }: Recipient): Promise<Outgoing> => {
  const { ports, settings } = ctx
  const password = asked.action === 'custom' ? undefined : newPassword(ports.random, settings)
  const told = { username: email, password, base: baseOf(ctx), settings }
  return {
    to: { user_id: id },
    kind: asked.action === 'custom' ? 'message' : 'credentials',
    subject: asked.subject,
    batch,
    once: `${batch} ${id}`,
    text: textFor(asked.action, asked.message, told),
    uncapped: true,
    ...(password !== undefined && { noClear: true, onAccepted: { password: { user_id: id, hash: await ports.hash.make(password) } } }),
  }
}

/** Whoever already has a row of this batch got it from a run that was cut off: no password need be made for them. */
const withoutMail = async ({ read }: JobCtx, batch: string, users: readonly Recipient[]) => {
  const had = await read.mail.findMany({ where: { batch, user_id: { in: users.map(({ id }) => id) } }, select: { user_id: true } })
  const known = new Set(had.map(({ user_id }) => user_id))
  return users.filter(({ id }) => !known.has(id))
}

/**
 * Writes one mail to each user that was meant, under the rights its asker has now. A password changes with the acceptance of its
 * mail, never before. Run twice it goes on where it was: the ledger holds one mail for each user and batch.
 */
export const contactUsers = defineJob({
  name: 'admin_email',
  queue: 'email',
  attempts: 5,
  as: 'owner',
  // One change seals and queues several mails, whose texts may be long.
  timeoutSeconds: 30,
  payload: z.object({ batch: z.string(), sealed: z.string(), count: z.number() }),
  about: ({ count }) => `A mail to ${count} users`,
  run: async (ctx, { batch, sealed, count }) => {
    const { read, ports, actor } = ctx
    const text = ports.seal.open(contactPurpose, sealed)
    if (text === undefined) return fail('invalid', 'The content of these mails can no longer be read.')
    const asked = Asked.parse(JSON.parse(text))
    const where = recipientsOf(actor, asked, ports.now())
    for (let after = 0, done = 0; ; ) {
      ctx.signal.throwIfAborted()
      const page = { where: { AND: [where, { id: { gt: after } }] }, select: { id: true, email: true }, take: step }
      const users = await read.user.findMany({ ...page, orderBy: { id: 'asc' } })
      const mails = await Promise.all((await withoutMail(ctx, batch, users)).map((user) => mailFor(ctx, asked, batch, user)))
      if (mails.length > 0) await ctx.change((tx) => enqueueMails(tx, mails))
      done += users.length
      after = users.at(-1)?.id ?? after
      if (users.length < step) return `Job done. ${done} mails are on their way; the Mail page shows what becomes of each.`
      await ctx.progress(Math.min(99, Math.round((done / Math.max(1, count)) * 100)), `${done} of ${count} mails are on their way.`)
    }
  },
})

/** The row of the log that says somebody mailed users. */
export const noteContact = ({ write }: WriteContext, count: number, subject: string) =>
  write.note({ action: 'admin_email', model: 'User', model_id: 0, title: `Mail to ${count} users, titled "${subject}".` })

/** Has users mailed after the commit; the ledger finds their mails by `batch`. */
export const enqueueContact = async (ctx: WriteContext, asked: AskedContact, count: number) => {
  const batch = ctx.ports.random.uuid()
  await noteContact(ctx, count, asked.subject)
  const sealed = ctx.ports.seal.close(contactPurpose, JSON.stringify(asked))
  return { job_id: await ctx.enqueue(contactUsers, { batch, sealed, count }), batch, count }
}
