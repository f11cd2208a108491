import { fail, invalid } from '@reeve/contract/inputs/failure'
import { type Actor, isSiteAdmin } from '@reeve/contract/kernel/may'
import { type InstanceKey, Mail, mailStatuses, mails, retriable, underWay } from '@reeve/contract/mail/mails'
import { hidden } from '@reeve/contract/settings/entry'
import type { SettingValues } from '@reeve/contract/settings/settings'
import type { Prisma } from '../../../generated/client.ts'
import type { ReadContext, WriteContext } from '../../context.ts'
import { oneOf } from '../../kernel/oneOf.ts'
import { implement, prepared, type Rows } from '../../request/implement.ts'
import { listsOf } from '../../request/lists.ts'
import { compose } from '../compose/compose.ts'
import { noServer, wantMailOn } from '../compose/obstacles.ts'
import { instanceKeyOf, makeInstanceKey, unlockedKey } from '../pgp/instanceKey.ts'
import { readKey } from '../pgp/keys.ts'
import { enqueueMail } from './enqueue.ts'
import { sendMail } from './sendMail.ts'

type Row = Prisma.MailModel
const scope = (actor: Actor): Prisma.MailWhereInput => (isSiteAdmin(actor) ? {} : { org_id: actor.org_id })
const rows: Rows<Row, Prisma.MailWhereInput> = {
  scope,
  find: (read, where) => read.mail.findFirst({ where }),
  mayChange: () => true,
}

const withoutContent = ({ content: _, ...row }: Row) => row
const abandonedAfter = 2 * 3_600_000
/** What waits for a person: its text is still there, and no job looks after it. */
const mayRetry = ({ content, status, modified }: Row, now: Date) =>
  content !== null && (retriable.includes(status) || (underWay.includes(status) && now.getTime() - modified.getTime() > abandonedAfter))
const shown = (row: Row, now: Date): Mail => ({
  ...withoutContent(row),
  user_id: row.user_id || null,
  org_id: row.org_id || null,
  status: oneOf(mailStatuses, row.status, 'in_doubt'),
  created: row.created.toISOString(),
  modified: row.modified.toISOString(),
  retriable: mayRetry(row, now),
})
const one = async (ctx: WriteContext, id: number) => shown(await ctx.read.mail.findUniqueOrThrow({ where: { id } }), ctx.ports.now())

const lists = listsOf(
  {
    rows,
    row: Mail,
    table: 'mails',
    many: ({ read }, window) => read.mail.findMany({ ...window }),
    count: (read, where, take) => read.mail.count({ where, take }),
    show: async ({ ports }, found: Row[]) => found.map((row) => shown(row, ports.now())),
    filters: { batch: (batch: string) => ({ batch }) },
  },
  mails,
)

/** The public half, as others import it. */
const publicKey = async (armored: string, now: Date): Promise<InstanceKey | null> => {
  const key = await instanceKeyOf(armored)
  if (!key) return null
  const text = key.toPublic().armor()
  const { fingerprint, keyId, userIds, created, expires, problem, state } = await readKey(text, now)
  return {
    fingerprint: fingerprint ?? '',
    key_id: keyId ?? '',
    user_ids: userIds,
    created: created?.toISOString() ?? null,
    expires: expires?.toISOString() ?? null,
    // It only signs: that nothing can be encrypted to it is no fault.
    problem: state === 'signOnly' ? null : problem,
    armored: text,
  }
}

/** Sealed, in the settings; never said again. */
const keepKey = async ({ write, ports, settings }: WriteContext, armored: string) => {
  const before = settings['Mail.key'] ? hidden : ''
  await write.setting.set('Mail.key', before, ports.seal.close('Mail.key', armored), hidden)
  return publicKey(armored, ports.now())
}

const owner = (settings: SettingValues) => {
  const email = settings['MISP.email']
  if (!email) fail('conflict', 'Set the address of this instance (MISP.email) first: the key carries it.')
  return { email, name: settings['MISP.email_from_name'] || settings['MISP.org'] || 'Reeve' }
}

/** How a mail would leave for whom: what operations 8.7 decides, and the mail itself. */
const tryEncryption = async (
  { read, ports, settings }: ReadContext,
  { user_id, key }: { user_id?: number | undefined; key?: string | undefined },
) => {
  if (user_id === undefined && !key) invalid({ user_id: ['Name a user, or paste a key.'] })
  const user = user_id === undefined ? undefined : await read.user.findUnique({ where: { id: user_id } })
  if (user === null) return invalid({ user_id: ['There is no such user.'] })
  const armored = key ?? user?.gpgkey
  const { state, fingerprint } = await readKey(armored, ports.now())
  const mail = {
    recipient: user?.email ?? 'recipient@example.org',
    subject: 'A test of encryption',
    message_id: `<${ports.random.uuid()}@test>`,
  }
  const sender = { settings, key: await instanceKeyOf(settings['Mail.key']) }
  const content = { text: 'You can read this text because you have the right key.', short: 'This is the short text.' }
  const composed = await compose(mail, { ...content, ...(key && { key }) }, user, sender, ports)
  if ('notSent' in composed) return { state, fingerprint, way: 'none' as const, why: composed.notSent, signed_with: null, message: null }
  const { way, why, signed_with, raw } = composed
  return { state, fingerprint, way, why, signed_with, message: raw.toString() }
}

export const mailsImplementation = implement(mails, rows, {
  ...lists,
  /** The latest first, unless another order is asked for. */
  list: (ctx, input) => lists.list(ctx, { ...input, sort: input.sort ?? '-id' }),
  view: async ({ ports }, row) => shown(row, ports.now()),

  /** Only by a person: nothing of this happens by itself. */
  retry: async (ctx, row) => {
    if (!mayRetry(row, ctx.ports.now())) fail('conflict', `A mail that is ${row.status.replace('_', ' ')} cannot be sent again.`)
    wantMailOn(ctx)
    await ctx.write.mail.move(row, [row.status], { status: 'queued', reason: 'Tried again by hand.' })
    await ctx.enqueue(sendMail, { mail_ids: [row.id] })
    return one(ctx, row.id)
  },

  sendTest: async (ctx, { to }) => {
    wantMailOn(ctx)
    const known = await ctx.read.user.findFirst({ where: to === undefined ? { id: ctx.actor.id } : { email: to } })
    const { id } = await enqueueMail(ctx, {
      to: known ? { user_id: known.id } : { email: to ?? ctx.actor.email },
      kind: 'test',
      subject: 'Test of the mail server',
      text: `${ctx.actor.email} asked this instance to send a test mail. It works.`,
      uncapped: true,
    })
    return one(ctx, id)
  },

  tryEncryption,

  server: async ({ ports, settings }) => {
    const server = ports.smtp.serverFor(settings)
    if (!server) return { host: null, port: null, problem: noServer }
    return { host: server.host, port: server.port, problem: (await ports.smtp.probe(server)) ?? null }
  },

  key: async ({ settings, ports }) => publicKey(settings['Mail.key'], ports.now()),

  generateKey: prepared(
    ({ settings, ports }, { algorithm }) => {
      const { name, email } = owner(settings)
      return makeInstanceKey(name, email, algorithm, ports.now())
    },
    (ctx, _, armored) => keepKey(ctx, armored),
  ),

  importKey: prepared(
    async ({ ports }, { key, passphrase }) => {
      const opened = await unlockedKey(key, passphrase, ports.now())
      return typeof opened === 'string' ? invalid({ key: [opened] }) : opened.armored
    },
    (ctx, _, armored) => keepKey(ctx, armored),
  ),
})
