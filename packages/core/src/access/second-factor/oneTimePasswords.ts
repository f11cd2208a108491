import type { SettingValues } from '@reeve/contract/settings/settings'
import { HOTP, Secret, TOTP } from 'otpauth'
import type { Ports } from '../../kernel/ports.ts'

type Sealing = Pick<Ports, 'seal'>
type Holder = { id: number; totp: string | null; hotp_counter: number | null; totp_step: number | null }
/** What a user row looks like once the code was taken. */
export type Taken = { totp_step: number } | { hotp_counter: number }

const period = 30
const codesShown = 50
const endOf = (id: number) => `one-time passwords of user ${id}`

export const stepAt = (now: Date) => Math.floor(now.getTime() / 1000 / period)

/**
 * The secret that a user is about to set up, in base32. It is not stored: the same session (or key) is shown the same one until it is
 * confirmed, and no other session is, nor does it come back after it was given up.
 */
export const secretToBe = ({ seal }: Sealing, { id, totp_step }: Pick<Holder, 'id' | 'totp_step'>, place: string) =>
  new Secret({ buffer: new Uint8Array(seal.derive(`one-time passwords ${id} ${place} ${totp_step ?? 0}`, 20)).buffer }).base32

export const sealSecret = ({ seal }: Sealing, id: number, secret: string) => seal.close(endOf(id), secret)

/** What an authenticator app reads from the QR code. */
export const uriOf = (secret: string, email: string, settings: SettingValues) => {
  const issuer = settings['Security.otp_issuer'] || `${settings['MISP.org'] || 'Reeve'} MISP`
  return new TOTP({ secret, label: email, issuer, period }).toString()
}

const wellFormed = (text: string) => text.replaceAll(/\s/g, '')

/** The half minute a code belongs to: this one, the one before or the one after, for clocks that are off; never one that is spent. */
export const stepOf = (secret: string, text: string, now: Date, spent: number | null): number | undefined => {
  const token = wellFormed(text)
  if (!/^\d{6}$/.test(token)) return undefined
  const delta = new TOTP({ secret, period }).validate({ token, timestamp: now.getTime(), window: 1 })
  if (delta === null) return undefined
  const step = stepAt(now) + delta
  return spent !== null && step <= spent ? undefined : step
}

/** What of his a code that a user said uses up: a half minute, or the recovery code whose turn it is. Undefined: it is none of his. */
export const takenBy = ({ seal }: Sealing, user: Holder, text: string, now: Date): Taken | undefined => {
  const secret = user.totp === null ? undefined : seal.open(endOf(user.id), user.totp)
  if (secret === undefined) return undefined
  const step = stepOf(secret, text, now, user.totp_step)
  if (step !== undefined) return { totp_step: step }
  const counter = user.hotp_counter ?? 0
  const token = wellFormed(text)
  if (!/^\d{6}$/.test(token) || new HOTP({ secret }).validate({ token, counter, window: 0 }) === null) return undefined
  return { hotp_counter: counter + 1 }
}

/** The recovery codes from the next one on (people-data 1.5). */
export const codesOf = ({ seal }: Sealing, user: Holder) => {
  const secret = user.totp === null ? undefined : seal.open(endOf(user.id), user.totp)
  if (secret === undefined) return undefined
  const first = user.hotp_counter ?? 0
  const hotp = new HOTP({ secret })
  return { counter: first, codes: Array.from({ length: codesShown }, (_, at) => hotp.generate({ counter: first + at })) }
}
