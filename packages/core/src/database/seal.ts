import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto'

const cipher = 'aes-256-gcm'
const mark = 'sealed:'
const [ivLength, tagLength] = [12, 16]

/** Secrets that must be read again (passwords of other servers, private keys): worthless in the database without SECRET_KEY. */
export type Seal = {
  /** `purpose` names what it is for: what was sealed for one thing does not open for another. */
  close: (purpose: string, text: string) => string
  /** Undefined when it was sealed with another SECRET_KEY, for another purpose, or is none. */
  open: (purpose: string, sealed: string) => string | undefined
  /** `size` bytes that are always the same for the same purpose: a secret, or the mark of one. */
  derive: (purpose: string, size: number) => Buffer
}

/** AES-256-GCM under a key derived from SECRET_KEY, so that SECRET_KEY itself never serves two ends. */
export const sealOf = (secret: string, bytes: (count: number) => Buffer): Seal => {
  const keyOf = (purpose: string) => Buffer.from(hkdfSync('sha256', secret, '', `reeve seal ${purpose}`, 32))
  return {
    derive: (purpose, size) => Buffer.from(hkdfSync('sha256', secret, '', `reeve derived ${purpose}`, size)),
    close: (purpose, text) => {
      const iv = bytes(ivLength)
      const to = createCipheriv(cipher, keyOf(purpose), iv)
      const hidden = Buffer.concat([to.update(text, 'utf8'), to.final()])
      return mark + Buffer.concat([iv, to.getAuthTag(), hidden]).toString('base64')
    },
    open: (purpose, sealed) => {
      if (!sealed.startsWith(mark)) return undefined
      const all = Buffer.from(sealed.slice(mark.length), 'base64')
      try {
        const from = createDecipheriv(cipher, keyOf(purpose), all.subarray(0, ivLength))
        from.setAuthTag(all.subarray(ivLength, ivLength + tagLength))
        return Buffer.concat([from.update(all.subarray(ivLength + tagLength)), from.final()]).toString('utf8')
      } catch {
        return undefined
      }
    },
  }
}
