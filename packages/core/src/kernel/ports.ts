import { createHmac, randomBytes, randomInt, randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { hash, verify } from '@node-rs/argon2'
import { type Seal, sealOf } from '../database/seal.ts'
import { openSmtp, type Smtp } from '../mail/send/smtp.ts'
import { type Outbound, openOutbound } from './outbound.ts'

/** Chance, so that tests can hold it still. */
export type Random = {
  uuid: () => string
  /** `length` characters of `alphabet`, each equally likely. */
  text: (length: number, alphabet: string) => string
  int: (from: number, to: number) => number
  bytes: (count: number) => Buffer
}

/** The world outside. Real ones are made here; tests pass their own. */
export type Ports = {
  now: () => Date
  /** A clock that tests hold instead of the database's. */
  shared?: () => Date | undefined
  /**
   * The time by the database's clock, which all machines share. Whatever is compared with a moment that another machine wrote (a due task,
   * a heartbeat) uses it, so that a host whose own clock is wrong runs neither ahead nor behind.
   */
  sharedNow: () => Promise<Date>
  random: Random
  /** Slow on purpose (argon2id, about 90 ms): only in `prepare`, never inside a transaction. */
  hash: { make: (password: string) => Promise<string>; verify: (hashed: string, password: string) => Promise<boolean> }
  /** What an auth key is kept and found as: quick, and worthless without SECRET_KEY. */
  keyHash: (key: string) => string
  seal: Seal
  smtp: Smtp
  outbound: Outbound
  /** A file of the terms, by its name; undefined where there is none. */
  terms: (name: string) => Promise<Buffer | undefined>
  /** The address this instance was started with: where links in mails lead unless `MISP.baseurl` says otherwise. */
  base: string
}

const alike = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

type Around = { smtpUrl?: string | undefined; dataDir?: string; base?: string }
export const realPorts = (secret: string, { smtpUrl, dataDir, base = '' }: Around = {}): Ports => ({
  now: () => new Date(),
  // Until there is a database.
  sharedNow: async () => new Date(),
  random: {
    uuid: randomUUID,
    text: (length, alphabet) => Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join(''),
    int: (from, to) => randomInt(from, to + 1),
    bytes: randomBytes,
  },
  hash: { make: (password) => hash(password, alike), verify: (hashed, password) => verify(hashed, password).catch(() => false) },
  // The pepper is derived, so that SECRET_KEY itself never serves two ends.
  keyHash: (key) => createHmac('sha256', `reeve auth key ${secret}`).update(key).digest('hex'),
  seal: sealOf(secret, randomBytes),
  smtp: openSmtp({ url: smtpUrl }),
  outbound: openOutbound(),
  // A name without a folder, whoever set it.
  terms: async (name) =>
    dataDir === undefined ? undefined : readFile(path.join(dataDir, 'terms', path.basename(name))).catch(() => undefined),
  base,
})
