import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { freePort } from '../../apps/cli/src/freePort.ts'
import { migrate } from '../../prisma/migrate.ts'
import { seed } from '../../prisma/seed.ts'
import { clean } from '../launcher.ts'
import { keep, mortalPostgres, mortalRedis } from './victims.ts'

export const backEnds = ['PostgreSQL', 'Redis'] as const
export type BackEnd = (typeof backEnds)[number]

type Env = Record<'DATABASE_URL' | 'DATA_DIR' | 'SECRET_KEY', string> & NodeJS.ProcessEnv
type Postgres = Awaited<ReturnType<typeof mortalPostgres>>
type First = Awaited<ReturnType<typeof seed>>
type Wanted<T> = {
  backEnd: BackEnd
  /** The files of the two processes, below `apps`. */
  api: string
  worker: string
  env?: NodeJS.ProcessEnv
  /** Done in the fresh database before anything runs that is killed. */
  plant: (fresh: { env: Env; first: First; ask: Postgres['ask'] }) => Promise<T>
}

/** An instance of its own on one of the back ends: an api, two workers, a database and maybe a Redis, each of which may be killed. */
export const mortalInstance = async <T>({ backEnd, api, worker, env = {}, plant }: Wanted<T>) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'reeve-kills-'))
  const postgres = await mortalPostgres(folder)
  const redis = backEnd === 'Redis' ? await mortalRedis(folder) : undefined
  const port = await freePort()
  const own = {
    DATABASE_URL: postgres.url,
    DATA_DIR: folder,
    SECRET_KEY: randomBytes(32).toString('hex'),
    LOG_LEVEL: 'silent',
    PORT: String(port),
    ...(redis && { REDIS_URL: redis.url }),
    ...env,
  }
  await migrate(postgres.url)
  const first = await seed({ databaseUrl: postgres.url, dataDir: folder, secretKey: own.SECRET_KEY, env: {} })
  const planted = await plant({ env: own, first, ask: postgres.ask })
  const run = (file: string) => () =>
    spawn(process.execPath, ['--no-warnings', path.join(import.meta.dirname, '../../apps', file)], {
      env: { ...clean(), ...own },
      // The channel ends them with the bench.
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
  const processes = { ...(redis && { redis }), api: keep(run(api)), worker1: keep(run(worker)), worker2: keep(run(worker)) }
  return {
    ask: postgres.ask,
    planted,
    victims: { ...processes, postgres },
    address: `http://127.0.0.1:${port}`,
    stop: async () => {
      await Promise.all(Object.values(processes).map((one) => one.stop()))
      await postgres.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Runs a bench on each back end, or on the one that was named; the process fails unless each says that it is met. */
export const onBackEnds = async (only: string | undefined, bench: (backEnd: BackEnd) => Promise<boolean>) => {
  const met: boolean[] = []
  for (const backEnd of backEnds) if (!only || only === backEnd) met.push(await bench(backEnd))
  process.exitCode = met.every(Boolean) ? 0 : 1
}
