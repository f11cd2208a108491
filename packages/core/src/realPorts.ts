import { createHmac, randomBytes, randomInt, randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { hash, verify } from '@node-rs/argon2'
import { sealOf } from './database/seal.ts'
import { openOutbound } from './kernel/outbound.ts'
import type { Ports } from './kernel/ports.ts'
import { defaultSenderOf } from './mail/send/defaultSender.ts'
import { openSmtp } from './mail/send/smtp.ts'

const alike = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

type Around = { smtpUrl?: string | undefined; dataDir?: string; base?: string }
/** The world outside as it is; tests pass their own. */
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
  defaultSender: defaultSenderOf(smtpUrl, base),
  outbound: openOutbound(),
  // A name without a folder, whoever set it.
  terms: async (name) =>
    dataDir === undefined ? undefined : readFile(path.join(dataDir, 'terms', path.basename(name))).catch(() => undefined),
  base,
})
