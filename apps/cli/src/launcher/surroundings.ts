import { randomBytes } from 'node:crypto'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Env, readEnv } from '@reeve/core/kernel/env'
import { freePort, refusalOf } from '../freePort.ts'
import { secretFile } from './secretFile.ts'

type Folder = { folder: string; inherited: boolean }

const reasons: Record<string, string> = {
  EADDRINUSE: 'something else listens there',
  EACCES: 'this user may not listen there',
  EADDRNOTAVAIL: 'this machine has no such address',
}

/** The children of a killed launcher need a moment to drain; only then is a port that stays taken someone else's. */
const untilFree = async ({ HOST, PORT }: Env, patience: number) => {
  for (const end = Date.now() + patience; ; await sleep(250)) {
    const refusal = await refusalOf(HOST, PORT)
    if (!refusal) return
    if (refusal !== 'EADDRINUSE' || Date.now() > end)
      throw new Error(`Port ${PORT} of ${HOST} cannot be used: ${reasons[refusal] ?? refusal}. Choose another one with PORT.`)
  }
}

/** The environment of the servers: what is set, and for the rest what a single machine needs. */
export const surroundingsIn = async ({ folder, inherited }: Folder): Promise<Env> => {
  const said = process.env
  const SECRET_KEY = said.SECRET_KEY || secretFile(path.join(folder, 'secret.key'), () => randomBytes(32).toString('hex'))
  const PORT = said.PORT === '0' ? String(await freePort()) : said.PORT
  const env = readEnv({ ...said, PORT, DATA_DIR: folder, SECRET_KEY, DATABASE_URL: said.DATABASE_URL || 'embedded' })
  await untilFree(env, inherited ? 20_000 : 0)
  return env
}

/** The way `readEnv` reads it back in the child; the presets of the first admin end here. */
export const environmentOf = (env: Env, databaseUrl: string): NodeJS.ProcessEnv => {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('REEVE_ADMIN_'))
  // What was made from host and port is made so again, where it is known under which name a caller came.
  const { baseSaid, BASE_URL, ...rest } = env
  const read = Object.entries({ ...rest, ...(baseSaid && { BASE_URL }) }).map(([name, value]) => [name, String(value)])
  return { ...Object.fromEntries(inherited), ...Object.fromEntries(read), DATABASE_URL: databaseUrl }
}
