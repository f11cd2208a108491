import { decryptKey, generateKey, type PrivateKey, readPrivateKey } from 'openpgp'
import { remembered } from './remembered.ts'

/** The key that signs mail, from the setting `Mail.key`; undefined while there is none. */
export const instanceKeyOf = async (armored: string): Promise<PrivateKey | undefined> => (armored ? read(armored) : undefined)
const read = remembered(2, (armoredKey) => readPrivateKey({ armoredKey }))

// The older names of the curve: GnuPG 2.2 does not know the newer ones.
const kinds = { rsa4096: { type: 'rsa', rsaBits: 4096 }, curve25519: { type: 'ecc', curve: 'curve25519Legacy' } } as const

/** A new key, armored and unlocked: whoever stores it seals it. Takes a second or two. */
export const makeInstanceKey = async (name: string, email: string, algorithm: keyof typeof kinds, date: Date) =>
  (await generateKey({ ...kinds[algorithm], userIDs: [{ name, email }], date, format: 'armored' })).privateKey

/** A pasted private key, unlocked, or a sentence that says what is wrong with it. */
export const unlockedKey = async (armoredKey: string, passphrase: string, now: Date): Promise<{ armored: string } | string> => {
  const locked = await readPrivateKey({ armoredKey }).catch(() => undefined)
  if (!locked) return 'This is no OpenPGP private key. Paste the whole block, from BEGIN PGP PRIVATE KEY BLOCK to END.'
  const key = locked.isDecrypted() ? locked : await decryptKey({ privateKey: locked, passphrase }).catch(() => undefined)
  if (!key) return 'The passphrase does not open this key.'
  const signs = await key.getSigningKey(undefined, now).catch(() => undefined)
  return signs ? { armored: key.armor() } : 'This key cannot sign: it has expired, was revoked, or has no part that signs.'
}
