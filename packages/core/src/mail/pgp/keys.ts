import { createHash } from 'node:crypto'
import { type Key, readKeys, type Subkey } from 'openpgp'
import { keepLast, remembered } from './remembered.ts'

/** `signOnly`: nothing in it encrypts (any more). `unreadable`: a text is there, but it is no one public key. */
type KeyState = 'none' | 'unreadable' | 'valid' | 'expired' | 'signOnly' | 'revoked'
export type KeyInfo = {
  state: KeyState
  /** 40 (or 64) upper-case hex digits. */
  fingerprint: string | null
  /** 16 upper-case hex digits. */
  keyId: string | null
  created: Date | null
  /** When it stops to encrypt: the primary key or its last encryption subkey ends. Null: never. */
  expires: Date | null
  /** Only those that the key itself certifies. */
  userIds: string[]
  /** Their addresses, in lower case. */
  emails: string[]
  /** Why it cannot be encrypted to, in one sentence; null when it can, or when there is no key. */
  problem: string | null
}

const nothing: KeyInfo = {
  state: 'none',
  fingerprint: null,
  keyId: null,
  created: null,
  expires: null,
  userIds: [],
  emails: [],
  problem: null,
}
const unreadable = (problem: string): KeyInfo => ({ ...nothing, state: 'unreadable', problem })
const day = (at: Date) => at.toISOString().slice(0, 10)

/** The one public key of a text, or a sentence that says why it is none. */
export const parseKey = remembered(500, async (armored): Promise<Key | string> => {
  const keys = await readKeys({ armoredKeys: armored }).catch(() => undefined)
  const [key, ...more] = keys ?? []
  if (!key) return 'This is no OpenPGP public key. Paste the whole block, from BEGIN PGP PUBLIC KEY BLOCK to END.'
  if (more.length > 0) return 'This block holds several keys. Paste one.'
  if (key.isPrivate()) return 'This is a private key: keep it to yourself, and paste the public one.'
  return key
})

// 4: encrypts communications, 8: encrypts storage (RFC 4880 5.2.3.21).
const encrypts = ({ bindingSignatures }: Subkey) => bindingSignatures.some(({ keyFlags }) => ((keyFlags?.[0] ?? 0) & 12) !== 0)
/** When each subkey that encrypts, and is not revoked, ends. */
const subkeyEnds = async (key: Key, now: Date) => {
  const ends: number[] = []
  for (const subkey of key.subkeys.filter(encrypts)) {
    const end = await subkey.getExpirationTime(now)
    const [binding] = subkey.bindingSignatures
    const revoked = binding && (await subkey.isRevoked(binding, subkey.keyPacket, now))
    if (end !== null && !revoked) ends.push(Number(end))
  }
  return ends
}
/** A key whose primary key encrypts by itself has no such subkeys, and ends with it. */
const endOf = async (key: Key, now: Date) => {
  const primary = Number((await key.getExpirationTime()) ?? Number.POSITIVE_INFINITY)
  const ends = await subkeyEnds(key, now)
  return ends.length > 0 ? Math.min(primary, Math.max(...ends)) : primary
}

const certified = async (key: Key, now: Date) => {
  const found: { userID: string; email: string }[] = []
  for (const user of key.users) {
    const sure = user.userID && (await user.verify(now).catch(() => false))
    if (user.userID && sure) found.push({ userID: user.userID.userID, email: user.userID.email.toLowerCase() })
  }
  return found
}

const expired = (end: Date) => ({ state: 'expired', problem: `This key expired on ${day(end)}.` }) as const

const stateOf = async (key: Key, end: number, now: Date): Promise<Pick<KeyInfo, 'state' | 'problem'>> => {
  if (await key.isRevoked(undefined, undefined, now)) return { state: 'revoked', problem: 'This key has been revoked by its owner.' }
  if (end <= now.getTime()) return expired(new Date(end))
  return key.getEncryptionKey(undefined, now).then(
    () => ({ state: 'valid', problem: null }),
    (error: Error) => ({ state: 'signOnly', problem: `Nothing in this key can be used for encryption: ${error.message}.` }),
  )
}

const lookAt = async (armored: string, now: Date): Promise<KeyInfo> => {
  const key = await parseKey(armored)
  if (typeof key === 'string') return unreadable(key)
  const end = await endOf(key, now)
  const users = await certified(key, now)
  return {
    ...(await stateOf(key, end, now)),
    fingerprint: key.getFingerprint().toUpperCase(),
    keyId: key.getKeyID().toHex().toUpperCase(),
    created: key.getCreationTime(),
    expires: Number.isFinite(end) ? new Date(end) : null,
    userIds: users.map(({ userID }) => userID),
    emails: users.map(({ email }) => email).filter(Boolean),
  }
}

/** What was seen of keys lately, by the digest of their text: of thousands that are looked at again, few have changed. */
const seen = new Map<string, { info: KeyInfo; at: number }>()
const mostSeen = 20_000
const lately = 3_600_000

const seenLately = (digest: string, now: Date) => {
  const found = seen.get(digest)
  const age = found && now.getTime() - found.at
  return age !== undefined && age >= 0 && age < lately ? found?.info : undefined
}
/** It may have expired since. */
const asOf = (info: KeyInfo, now: Date): KeyInfo =>
  info.state !== 'revoked' && info.expires && info.expires <= now ? { ...info, ...expired(info.expires) } : info

/** What a stored or pasted key is worth at this moment (operations 8.7). Never throws: a key that cannot be read says why. */
export const readKey = async (armored: string | null | undefined, now: Date): Promise<KeyInfo> => {
  if (!armored?.trim()) return nothing
  const digest = createHash('sha256').update(armored).digest('base64')
  const known = seenLately(digest, now)
  if (known) return asOf(known, now)
  const info = await lookAt(armored, now)
  keepLast(seen, digest, { info, at: now.getTime() }, mostSeen)
  return info
}
