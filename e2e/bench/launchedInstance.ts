import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { openPool } from '@reeve/core/database/db'
import { freePort } from '../../apps/cli/src/freePort.ts'
import { runningUrl } from '../../apps/cli/src/postgres/embeddedPostgres.ts'
import { postmasterOf } from '../../apps/cli/src/postgres/postmaster.ts'
import { below, clean, naming } from '../launcher.ts'
import type { BackEnd } from './mortalInstance.ts'
import { keep, mortalRedis, type Victim } from './victims.ts'

const root = path.resolve(import.meta.dirname, '../..')
const key = 'launched'.padEnd(40, '0')

const until = async (question: () => boolean | Promise<boolean>) => {
  while (!(await question())) await sleep(200)
}
const kill = (pid: number | undefined) => {
  try {
    if (pid) process.kill(pid, 'SIGKILL')
  } catch {
    // It ended just now.
  }
}

/** An installation as `npm start` makes it, with its embedded database: api, worker, database, launcher and maybe a Redis may be killed. */
export const launchedInstance = async (backEnd: BackEnd) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'reeve-kills-'))
  const redis = backEnd === 'Redis' ? await mortalRedis(folder) : undefined
  const port = await freePort()
  const address = `http://127.0.0.1:${port}`
  const env = {
    ...clean(),
    npm_lifecycle_event: '',
    DATA_DIR: folder,
    PORT: String(port),
    LOG_LEVEL: 'silent',
    REEVE_ADMIN_KEY: key,
    ...(redis && { REDIS_URL: redis.url }),
  }
  let bootstrap = 0
  const launcher = keep(() => {
    const child = spawn(process.execPath, ['apps/cli/bootstrap.mjs', 'start'], { cwd: root, env, stdio: 'ignore' })
    bootstrap = child.pid ?? 0
    return child
  })
  const one = (file: string): Victim => ({
    kill: () => kill(below(bootstrap).find(({ words }) => words.includes(file))?.pid),
    stop: async () => {},
  })
  const isReady = () =>
    fetch(`${address}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    )
  await until(isReady)
  const postgres = path.join(folder, 'postgres')
  const url = () => runningUrl(postgres, 'reeve') ?? ''
  return {
    key,
    address,
    env: () => ({ ...env, DATABASE_URL: url(), SECRET_KEY: readFileSync(path.join(folder, 'secret.key'), 'utf8').trim() }),
    /** Opens a connection for each question, on the database that runs by then; asks until it is answered. */
    ask: async <T extends object>(text: string): Promise<T[]> => {
      for (;;) {
        await until(() => postmasterOf(postgres)?.state === 'ready')
        const pool = openPool(url(), 1, () => {})
        try {
          return (await pool.query<T>(text)).rows
        } catch {
          await sleep(500)
        } finally {
          await pool.end()
        }
      }
    },
    victims: {
      ...(redis && { redis }),
      api: one('apps/api/src/main.ts'),
      worker: one('apps/worker/src/main.ts'),
      postgres: { kill: () => kill(postmasterOf(postgres)?.pid), stop: async () => {} },
      launcher: one('apps/cli/src/start.ts'),
    },
    stop: async () => {
      // Without its bootstrap the launcher takes everything down by itself.
      await launcher.stop()
      await redis?.stop()
      await until(() => naming(folder).length === 0)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
