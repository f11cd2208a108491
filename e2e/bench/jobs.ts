/**
 * How many jobs a second two workers do, with all their rows, beside bare BullMQ on the same back end in the same run; and how long a
 * lone job waits. By hand: `node e2e/bench/jobs.ts [jobs]`. Targets: half of bare on PostgreSQL, 600 a second on Redis, 100 ms.
 */
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { systemActor } from '@reeve/core/actors'
import { change } from '@reeve/core/change'
import { readEnv } from '@reeve/core/env'
import { queuesOf } from '@reeve/core/queues'
import { openSystem } from '@reeve/core/system'
import { errandOf } from '@reeve/core/testing/benchErrand'
import pino from 'pino'
import { withRedis } from '../../apps/cli/src/redis.ts'
import { withPostgres } from '../../apps/cli/src/throwAwayPostgres.ts'
import { migrate } from '../../prisma/migrate.ts'
import { seed } from '../../prisma/seed.ts'

const [jobs = 4000] = process.argv.slice(2).map(Number)
const root = path.resolve(import.meta.dirname, '../..')
const together = 50
const lone = 30

const workers = async <T>(env: NodeJS.ProcessEnv, bare: boolean, use: () => Promise<T>): Promise<T> => {
  const start = () =>
    spawn(process.execPath, ['--no-warnings', path.join(root, 'apps/worker/src/testing/benchWorker.ts')], {
      cwd: root,
      env: { ...env, ...(bare && { BENCH_BARE: '1' }) },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
  const children = [start(), start()]
  try {
    await Promise.all(children.map((child) => once(child, 'message')))
    return await use()
  } finally {
    for (const child of children) child.kill('SIGKILL')
    await Promise.all(children.map((child) => once(child, 'exit')))
  }
}

const rate = (begin: number) => jobs / ((performance.now() - begin) / 1000)

const bench = async (name: string, databaseUrl: string, redisUrl?: string) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'reeve-jobs-'))
  const said = {
    DATABASE_URL: databaseUrl,
    DATA_DIR: folder,
    SECRET_KEY: randomBytes(32).toString('hex'),
    PORT: '0',
    ...(redisUrl && { REDIS_URL: redisUrl }),
  }
  await migrate(databaseUrl)
  await seed({ databaseUrl, dataDir: folder, secretKey: said.SECRET_KEY, env: {} })
  const env = readEnv(said)
  const system = await openSystem(env, { log: pino({ level: 'silent' }) })
  const errand = errandOf(undefined, 0)
  const queue = queuesOf(env, `${system.instance.uuid}-bare`).queue('prio', () => {})
  const left = () => system.db.job.count({ where: { job_type: 'bench', status: { in: ['waiting', 'running'] } } })
  const enqueueSome = (count: number) =>
    change(system, systemActor(), {}, async ({ enqueue }) => {
      for (let n = 0; n < count; n++) await enqueue(errand, { uid: String(n) })
    })
  try {
    const bare = await workers({ ...process.env, ...said }, true, async () => {
      const begin = performance.now()
      for (let n = 0; n < jobs; n += together)
        await queue.addBulk(
          Array.from({ length: together }, (_, at) => ({
            name: 'bench',
            data: { id: n + at, round: 1 },
            opts: { jobId: `job-${n + at}-1` },
          })),
        )
      while ((await queue.getWaitingCount()) + (await queue.getActiveCount()) > 0) await sleep(20)
      return rate(begin)
    })
    const { whole, waits } = await workers({ ...process.env, ...said }, false, async () => {
      const begin = performance.now()
      for (let n = 0; n < jobs; n += together) await enqueueSome(together)
      while ((await left()) > 0) await sleep(20)
      const done = rate(begin)
      for (let n = 0; n < lone; n++) {
        await enqueueSome(1)
        while ((await left()) > 0) await sleep(10)
      }
      const rows = await system.db.job.findMany({ where: { job_type: 'bench' }, orderBy: { id: 'desc' }, take: lone })
      return {
        whole: done,
        waits: rows.map(({ started, date_created }) => (started?.getTime() ?? Number.NaN) - date_created.getTime()).sort((a, b) => a - b),
      }
    })
    console.log(
      `${name}: ${whole.toFixed(0)} jobs a second with all rows, ${bare.toFixed(0)} bare (${(whole / bare).toFixed(2)}); a lone job waits ${waits[lone / 2]} ms at the median`,
    )
  } finally {
    await queue.close()
    await system.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

await withPostgres((url) => bench('PostgreSQL', url))
await withRedis('redis-server', (redis) => withPostgres((url) => bench('Redis', url, redis)))
