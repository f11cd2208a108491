import type { SettingValues } from '@reeve/contract/settings/settings'
import type { PrivateKey } from 'openpgp'
import type { Mail } from '../../../generated/client.ts'
import type { Ports } from '../../kernel/ports.ts'
import { parseKey, readKey } from '../pgp/keys.ts'
import { type Attachment, mimeOf } from '../pgp/mime.ts'
import type { Content } from './content.ts'
import { planOf } from './plan.ts'

/** What is the same for all mails of one run. */
export type Sender = { settings: SettingValues; key: PrivateKey | undefined }
type Addressed = Pick<Mail, 'recipient' | 'subject' | 'message_id'>
type Owner = { gpgkey: string | null; certif_public: string | null } | undefined
type Composed =
  | { way: 'encrypted' | 'clear' | 'short'; raw: Buffer; encrypted_with: string | null; signed_with: string | null; why: string }
  | { notSent: string }

const upper = (text: string | undefined) => text?.toUpperCase() ?? null
const noSmime = 'The S/MIME certificate of this user is not used: Reeve encrypts with OpenPGP only.'
const also = (why: string, owner: Owner) => (owner?.certif_public && !owner.gpgkey ? `${why} ${noSmime}`.trim() : why)

const replyTo = (settings: SettingValues, content: Content) => content.replyTo ?? (settings['MISP.email_reply_to'] || undefined)

/** The mail as it goes out, or why it does not (operations 8.7). */
export const compose = async (
  mail: Addressed,
  content: Content,
  owner: Owner,
  { settings, key }: Sender,
  { now, random }: Pick<Ports, 'now' | 'random'>,
): Promise<Composed> => {
  const armored = content.key ?? owner?.gpgkey
  const info = await readKey(armored, now())
  const plan = planOf(info, settings, content)
  const why = also(plan.why, owner)
  if (plan.way === 'none') return { notSent: why }
  const to = plan.way === 'encrypted' && armored ? await parseKey(armored) : undefined
  const signing = settings['GnuPG.sign'] ? key : undefined
  const reply = replyTo(settings, content)
  const headers = {
    From: { name: settings['MISP.email_from_name'], address: settings['MISP.email'] },
    To: { name: '', address: mail.recipient },
    Subject: mail.subject,
    Date: now(),
    'Message-ID': mail.message_id,
    ...(reply && { 'Reply-To': reply }),
    ...content.headers,
  }
  const text = plan.way === 'short' ? (content.short ?? '') : content.text
  const attachments: Attachment[] = plan.way === 'short' ? [] : (content.attachments ?? [])
  const raw = await mimeOf(
    { headers, text, attachments },
    { signing, to: typeof to === 'string' ? undefined : to },
    { now: now(), boundary: `=_${random.text(24, 'abcdefghijklmnopqrstuvwxyz0123456789')}`, obscure: settings['GnuPG.obscure_subject'] },
  )
  return { way: plan.way, raw, why, encrypted_with: to ? info.fingerprint : null, signed_with: upper(signing?.getFingerprint()) }
}
