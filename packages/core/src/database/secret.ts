import { createHash } from 'node:crypto'

/** What the database remembers of a SECRET_KEY, so that a process with another one notices at once. */
export const fingerprintOf = (secret: string) => createHash('sha256').update(`reeve fingerprint ${secret}`).digest('hex')

/** Throws one clear sentence when the database was made with another SECRET_KEY. */
export const checkSecret = ({ secret_fingerprint }: { secret_fingerprint: string }, secret: string): undefined => {
  if (secret_fingerprint === fingerprintOf(secret)) return undefined
  throw new Error(
    'SECRET_KEY is not the one this database was made with, so no auth key would be found. Restore the former one (DATA_DIR/secret.key).',
  )
}
