import type { Prisma } from '../../../generated/client.ts'
import type { Tx } from '../../database/db.ts'
import type { Trace } from '../../kernel/log/auditedWriter.ts'
import type { Logged } from '../../kernel/log/loggedModels.ts'

const mask = (row: { authkey_start: string; authkey_end: string }) => `${row.authkey_start}${'*'.repeat(32)}${row.authkey_end}`

export const accessLogged = {
  authKey: {
    model: 'AuthKey',
    noun: 'authKeys',
    name: mask,
    title: (row) => `AuthKey (${row.id}): ${row.authkey_start}…${row.authkey_end}`,
    subject: ({ user_id }) => ({ user_id }),
    wording: { times: 'unix', names: { key_hash: 'authkey' } },
    secret: ['key_hash'],
    skip: ['unique_ips', 'last_used', 'classic'],
  } satisfies Logged<Prisma.AuthKeyModel>,
}
/** Models whose changes leave no row of their own, with the reason. */
export const accessUnlogged = {
  session: 'signing in and out is noted by itself',
  mailedCode: 'mailing and taking it is noted by itself',
  terms: 'noted as file_upload and delete',
} as const

/** Who is signed in; signing in and out is noted by itself. */
const sessionsOf = (tx: Tx, { notify }: Trace) => ({
  add: (data: Prisma.SessionUncheckedCreateInput) => tx.session.create({ data }),
  /** The password or a one-time password was given once more. */
  prove: (id: string, proven: Date) => tx.session.update({ where: { id }, data: { proven } }),
  /** Ends the sessions that the condition names; answers how many there were. */
  end: async (where: Prisma.SessionWhereInput) => {
    const { count } = await tx.session.deleteMany({ where })
    notify('session', '')
    return count
  },
})

/** Codes that are mailed to whoever signs in; a failure is noted as such. */
const mailedCodesOf = ({ mailedCode }: Tx) => ({
  set: ({ id, ...data }: Prisma.MailedCodeUncheckedCreateInput) =>
    mailedCode.upsert({ where: { id }, create: { id, ...data }, update: data }),
  /** Uses one up: true for one of all who ask. */
  take: async (where: Prisma.MailedCodeWhereInput) => (await mailedCode.deleteMany({ where })).count === 1,
})

/** The terms of the instance, one document at a time. */
const termsDocumentOf = ({ terms }: Tx, { note, notify }: Trace) => {
  const about = { model: 'File', model_id: 0 } as const
  const clear = async () => {
    const gone = await terms.findMany({ select: { name: true } })
    await terms.deleteMany()
    notify('terms', '')
    return gone
  }
  return {
    set: async (name: string, content: Uint8Array<ArrayBuffer>, modified: Date) => {
      await clear()
      await terms.create({ data: { name, content, modified } })
      await note({ ...about, action: 'file_upload', title: `Terms uploaded: ${name}`, change: `${content.length} bytes` })
    },
    clear: async () => {
      for (const { name } of await clear()) await note({ ...about, action: 'delete', title: `Terms deleted: ${name}` })
    },
  }
}

export const accessWritersOf = (tx: Tx, trace: Trace) => ({
  session: sessionsOf(tx, trace),
  mailedCode: mailedCodesOf(tx),
  terms: termsDocumentOf(tx, trace),
})
