import { fail } from '@reeve/contract/inputs/failure'
import { z } from 'zod'
import type { Prisma } from '../../../generated/client.ts'
import { defineJob, type JobCtx } from '../../request/defineJob.ts'
import { type Content, openContent } from '../compose/content.ts'
import { enqueueMail } from './enqueue.ts'

type Held = { row: Prisma.MailModel; content: Content }
/** Recipients of one run, and mails of one digest; what is left over follows with the next. */
const most = { recipients: 1000, mails: 200, characters: 500_000 }
const rule = '-'.repeat(46)

const entry = ({ row, content }: Held, text: string) => {
  const left = (content.attachments ?? []).map(({ filename }) => `Not attached here: ${filename}`)
  return [rule, row.subject, row.created.toUTCString(), '', text.trim(), ...left, ''].join('\n')
}
const inClear = ({ short, text, noClear }: Content) => (noClear ? 'Only readable with an OpenPGP key.' : (short ?? text))

/** As many as one mail should carry, oldest first; always one. */
const fitting = (held: readonly Held[]) => {
  let size = 0
  return held.filter(({ content }, at) => (size += content.text.length) <= most.characters || at === 0)
}

const digestOf = (held: readonly Held[]) => {
  const intro = `These ${held.length} mails were held back, because there were more than one recipient is sent within an hour.\n`
  const body = (textOf: (content: Content) => string) => [intro, ...held.map((one) => entry(one, textOf(one.content)))].join('\n')
  return { subject: `Digest of ${held.length} mails`, text: body(({ text }) => text), short: body(inClear) }
}

/** The digest and the rows that went into it, in one transaction. */
const send = ({ change }: JobCtx, held: readonly Held[]) =>
  change(async (tx) => {
    const [first] = held
    if (!first) return
    const { user_id, recipient } = first.row
    const key = held.findLast(({ content }) => content.key)?.content.key
    const to = user_id > 0 ? { user_id } : { email: recipient }
    const mail = { ...digestOf(held), to, kind: 'digest', uncapped: true, ...(key && { key }) }
    const { id } = await enqueueMail(tx, mail)
    const reason = `Went out in the digest, mail ${id}.`
    for (const { row } of held)
      if (!(await tx.write.mail.move(row, ['held'], { status: 'in_digest', reason, content: null, digest_id: id })))
        fail('conflict', `Another digest took mail ${row.id} meanwhile.`)
  })

/** Mails that exceeded the hour's measure, as one mail for each recipient. Run twice, the second run finds none held. */
export const sendDigests = defineJob({
  name: 'send_digests',
  queue: 'email',
  attempts: 3,
  as: 'system',
  payload: z.object({}),
  about: () => 'Digests of held mails',
  run: async (ctx) => {
    const { read, ports, signal } = ctx
    const recipients = await read.mail.groupBy({
      by: ['recipient', 'user_id'],
      where: { status: 'held' },
      orderBy: { _min: { id: 'asc' } },
      take: most.recipients,
    })
    for (const { recipient, user_id } of recipients) {
      signal.throwIfAborted()
      const rows = await read.mail.findMany({ where: { status: 'held', recipient, user_id }, orderBy: { id: 'asc' }, take: most.mails })
      const held = rows.flatMap((row): Held[] => {
        const content = openContent(ports.seal, row.content)
        return content ? [{ row, content }] : []
      })
      await send(ctx, fitting(held))
    }
    return `Job done. Digests: ${recipients.length}.`
  },
})
