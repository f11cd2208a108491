import { z } from 'zod'
import type { Seal } from '../../database/seal.ts'

/** All that makes a mail, kept sealed in its row of the ledger until it is accepted. */
const Content = z.object({
  text: z.string(),
  /** What a recipient without a key is sent where only bodies that are encrypted may say something. */
  short: z.string().optional(),
  /** Nothing but the encrypted text will do where a policy asks for encryption: without a key it is not sent. */
  noClear: z.boolean().optional(),
  /** Says nothing that needs a key, or must arrive: it goes in clear to whom has none that works, unless only encrypted mail may leave. */
  evenInClear: z.boolean().optional(),
  /** Not counted and never held back for a digest. */
  uncapped: z.boolean().optional(),
  replyTo: z.string().optional(),
  headers: z.record(z.string(), z.string()).optional(),
  attachments: z.array(z.object({ filename: z.string(), type: z.string(), text: z.string() })).optional(),
  /** The OpenPGP key of somebody who is no user yet. */
  key: z.string().optional(),
  /** Done in the same transaction that writes down that the server has taken the mail. */
  onAccepted: z.object({ password: z.object({ user_id: z.number(), hash: z.string() }) }).optional(),
})
export type Content = z.output<typeof Content>

const purpose = 'mail'
export const sealContent = (seal: Seal, content: Content) => seal.close(purpose, JSON.stringify(Content.parse(content)))

/** Undefined when it is gone, or cannot be read with this SECRET_KEY. */
export const openContent = (seal: Seal, sealed: string | null): Content | undefined => {
  const text = sealed === null ? undefined : seal.open(purpose, sealed)
  return text === undefined ? undefined : Content.parse(JSON.parse(text))
}
