import { TOTP } from 'otpauth'
import { sealSecret, stepAt } from '../access/second-factor/oneTimePasswords.ts'
import { openContent } from '../mail/compose/content.ts'
import type { Scene } from './scene.ts'

const secret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'

/** The code that an app with this secret shows at a moment, in milliseconds. */
export const codeOf = (of: string, at: number) => new TOTP({ secret: of }).generate({ timestamp: at })
/** The code of `steps` half minutes from now. */
export const codeNow = ({ system: { ports } }: Scene, steps = 0, of = secret) => codeOf(of, ports.now().getTime() + steps * 30_000)

/** Gives a user one-time passwords, set up long ago, without asking. */
export const giveTotp = async ({ system: { db, ports } }: Scene, id: number) => {
  const totp = sealSecret(ports, id, secret)
  await db.user.update({ where: { id }, data: { totp, hotp_counter: 0, totp_step: stepAt(ports.now()) - 10 } })
}

/** The code in the last mail that brought one. */
export const codeInMail = async ({ system: { db, ports } }: Scene) => {
  const mail = await db.mail.findFirstOrThrow({ where: { kind: 'sign_in_code' }, orderBy: { id: 'desc' } })
  return /^The code: (\d+)$/m.exec(openContent(ports.seal, mail.content)?.text ?? '')?.[1] ?? ''
}
