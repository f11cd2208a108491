import { z } from 'zod'
import type { WriteContext } from '../../context.ts'
import { chunk } from '../../kernel/chunk.ts'
import { type Content, sealContent } from '../compose/content.ts'
import { mailIsOff } from '../compose/obstacles.ts'
import { sendMail } from './sendMail.ts'

type Ctx = Pick<WriteContext, 'read' | 'write' | 'enqueue' | 'settings'> & { ports: Pick<WriteContext['ports'], 'random' | 'seal'> }
/** To a user, or to an address that belongs to none; `key` in the content is that stranger's. */
export type Outgoing = Content & {
  to: { user_id: number } | { email: string }
  /** What it is for, in one word: `credentials`, `message`, `test` … */
  kind: string
  subject: string
  /** The same for all mails that were asked for together; the ledger finds them by it. */
  batch?: string
  /** A word for what is mailed once only: of mails with the same there is ever one, and no later one is made. */
  once?: string
}
/** How it stands now: `queued`, or `not_sent` with the reason. */
type Enqueued = { id: number; status: string; reason: string; user_id: number }

const perJob = 25
const Address = z.email().max(255)
const oneLine = (text: string) => text.replace(/[\p{Cc}]+/gu, ' ').trim()
const domainOf = (address: string) => /@([\w.-]+)$/.exec(address)?.[1] ?? 'reeve.invalid'

const recipients = async ({ read }: Ctx, mails: readonly Outgoing[]) => {
  const ids = mails.flatMap(({ to }) => ('user_id' in to ? [to.user_id] : []))
  const users = await read.user.findMany({ where: { id: { in: ids } }, select: { id: true, email: true, org_id: true } })
  const known = new Map(users.map((user) => [user.id, user]))
  return ({ to }: Outgoing) => ('user_id' in to ? known.get(to.user_id) : { id: 0, org_id: 0, email: to.email })
}

/**
 * Writes mails into the ledger and the jobs that send them, in the transaction it is called in: they go out with its commit, or
 * not at all. With e-mail turned off (`MISP.disable_emailing`) their rows say so, and no job is made; ask the settings before you
 * promise anybody a mail. Answers one entry for each mail that was made, in their order.
 */
export const enqueueMails = async (ctx: Ctx, mails: readonly Outgoing[]): Promise<Enqueued[]> => {
  const { write, enqueue, ports, settings } = ctx
  const off = settings['MISP.disable_emailing']
  const recipientOf = await recipients(ctx, mails)
  const rows = mails.map((mail) => {
    const { to: _, kind, subject, batch, once, ...content } = mail
    const user = recipientOf(mail)
    const problem = off ? mailIsOff : Address.safeParse(user?.email).error && 'This is no address.'
    return {
      kind,
      subject: oneLine(subject),
      batch: batch ?? null,
      once: once ?? null,
      recipient: user?.email ?? '',
      user_id: user?.id ?? 0,
      org_id: user?.org_id ?? 0,
      message_id: `<${ports.random.uuid()}@${domainOf(settings['MISP.email'])}>`,
      content: sealContent(ports.seal, content),
      status: problem ? 'not_sent' : 'queued',
      reason: problem ?? '',
    }
  })
  const made = await write.mail.add(rows)
  const ids = made.filter(({ status }) => status === 'queued').map(({ id }) => id)
  await Promise.all(chunk(ids, perJob).map((mail_ids) => enqueue(sendMail, { mail_ids })))
  return made
}

/** One mail that is always made; see `enqueueMails`. */
export const enqueueMail = async (ctx: Ctx, mail: Omit<Outgoing, 'once'>): Promise<Enqueued> => {
  const [made] = await enqueueMails(ctx, [mail])
  if (!made) throw new Error('The ledger took no row.')
  return made
}
