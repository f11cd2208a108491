import { randomBytes } from 'node:crypto'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Env, readEnv } from '@reeve/core/kernel/process/env'
import { freePort, refusalOf } from '../freePort.ts'
import { secretFile } from './secretFile.ts'

type Folder = { folder: string; inherited: boolean }
/** The environment of an installation, as variables. Only the address of its database is still missing. */
type Surroundings = NodeJS.ProcessEnv & { SECRET_KEY: string; DATA_DIR: string }

const reasons: Record<string, string> = {
  EADDRINUSE: 'something else listens there',
  EACCES: 'this user may not listen there',
  EADDRNOTAVAIL: 'this machine has no such address',
}

/** The children of a killed launcher need a moment to drain; only then does a port that stays taken belong to another program. */
const untilFree = async ({ HOST, PORT }: Pick<Env, 'HOST' | 'PORT'>, patience: number) => {
  for (const end = Date.now() + patience; ; await sleep(250)) {
    const refusal = await refusalOf(HOST, PORT)
    if (!refusal) return
    if (refusal !== 'EADDRINUSE' || Date.now() > end)
      throw new Error(`Port ${PORT} of ${HOST} cannot be used: ${reasons[refusal] ?? refusal}. Choose another one with PORT.`)
  }
}

/** What is set, and for the rest what a single machine needs. Throws a sentence when the port cannot be used. */
export const surroundingsIn = async ({ folder, inherited }: Folder): Promise<Surroundings> => {
  const said = process.env
  const SECRET_KEY = said.SECRET_KEY || secretFile(path.join(folder, 'secret.key'), () => randomBytes(32).toString('hex'))
  const PORT = said.PORT === '0' ? String(await freePort()) : said.PORT || '3000'
  await untilFree({ HOST: said.HOST || '127.0.0.1', PORT: Number(PORT) }, inherited ? 20_000 : 0)
  return { ...said, PORT, DATA_DIR: folder, SECRET_KEY }
}

/** The environment that `readEnv` reads in a child. Only the process that makes the first admin sees the presets for it. */
export const environmentOf = (surroundings: Surroundings, databaseUrl: string) => {
  const forPreparing = { ...surroundings, DATABASE_URL: databaseUrl }
  const env = readEnv(forPreparing)
  const inherited = Object.fromEntries(Object.entries(surroundings).filter(([name]) => !name.startsWith('REEVE_ADMIN_')))
  return { env, forPreparing, forChildren: { ...inherited, DATABASE_URL: databaseUrl } }
}
