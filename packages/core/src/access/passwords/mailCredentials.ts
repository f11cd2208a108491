import type { WriteContext } from '../../context.ts'
import { baseOf } from '../../kernel/baseUrl.ts'
import { subjectOf, textFor } from '../../mail/compose/userTexts.ts'
import { enqueueMail } from '../../mail/send/enqueue.ts'

/** `hash`: none where the password holds already. */
type Fresh = { password: string; hash: string | undefined }
/** Mails a user a password, which holds from the moment that the mail is accepted, and not before (people-data 2.4). */
export const mailCredentials = (
  ctx: WriteContext,
  user: { id: number; email: string },
  action: 'welcome' | 'reset',
  { password, hash }: Fresh,
) => {
  const { settings } = ctx
  return enqueueMail(ctx, {
    to: { user_id: user.id },
    kind: 'credentials',
    subject: subjectOf(action, settings),
    text: textFor(action, undefined, { username: user.email, password, base: baseOf(ctx), settings }),
    noClear: true,
    uncapped: true,
    ...(hash !== undefined && { onAccepted: { password: { user_id: user.id, hash } } }),
  })
}
