/**
 * How many jobs a second two workers do, with all their rows, beside bare BullMQ on the same back end in the same run; and how long a
 * lone job waits. By hand: `node e2e/bench/jobs.ts [jobs] [rounds] [postgres|redis]`. Targets: half of bare on PostgreSQL, 600 a second on
 * Redis, 100 ms.
 */

import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { queuesOf } from '@reeve/core/background/data/queues'
import { readEnv } from '@reeve/core/kernel/process/env'
import { systemActor } from '@reeve/core/kernel/systemActor'
import { change } from '@reeve/core/request/change'
import { openSystem } from '@reeve/core/system'
import { errandOf } from '@reeve/core/testing/benchErrand'
import pino from 'pino'
import { withPostgres } from '../../apps/cli/src/postgres/throwAwayPostgres.ts'
import { withRedis } from '../../apps/cli/src/testRun/redis.ts'
import { migrate } from '../../prisma/migrate.ts'
import { seed } from '../../prisma/seed.ts'

const [jobs = 4000, rounds = 1] = process.argv.slice(2, 4).map(Number)
const only = process.argv[4]
const root = path.resolve(import.meta.dirname, '../..')
const together = 50
const lone = 30
/** Between two looks whether all is done: looking must not cost what it measures. */
const pause = 50

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
      await Promise.all(Array.from({ length: count }, (_, n) => enqueue(errand, { uid: String(n) })))
    })
  const bareRate = () =>
    workers({ ...process.env, ...said }, true, async () => {
      const begin = performance.now()
      for (let n = 0; n < jobs; n += together)
        await queue.addBulk(
          Array.from({ length: together }, (_, at) => ({
            name: 'bench',
            data: { id: n + at, round: 1 },
            opts: { jobId: `job-${n + at}-1` },
          })),
        )
      while ((await queue.getWaitingCount()) + (await queue.getActiveCount()) > 0) await sleep(pause)
      return rate(begin)
    })
  const wholeRate = () =>
    workers({ ...process.env, ...said }, false, async () => {
      const begin = performance.now()
      for (let n = 0; n < jobs; n += together) await enqueueSome(together)
      while ((await left()) > 0) await sleep(pause)
      const whole = rate(begin)
      for (let n = 0; n < lone; n++) {
        await enqueueSome(1)
        while ((await left()) > 0) await sleep(10)
      }
      const rows = await system.db.job.findMany({ where: { job_type: 'bench' }, orderBy: { id: 'desc' }, take: lone })
      const waits = rows
        .map(({ started, date_created }) => (started?.getTime() ?? Number.NaN) - date_created.getTime())
        .sort((a, b) => a - b)
      return { whole, wait: waits[lone / 2] }
    })
  try {
    // Turn by turn, so that whatever else the machine does hits both alike.
    const shares: number[] = []
    for (let round = 0; round < rounds; round++) {
      const bare = await bareRate()
      const { whole, wait } = await wholeRate()
      shares.push(whole / bare)
      console.log(
        `${name}: ${whole.toFixed(0)} jobs a second with all rows, ${bare.toFixed(0)} bare (${(whole / bare).toFixed(2)}); a lone job waits ${wait} ms at the median`,
      )
    }
    shares.sort((a, b) => a - b)
    if (rounds > 1)
      console.log(`${name}: ${(shares[Math.floor(rounds / 2)] ?? Number.NaN).toFixed(2)} of bare at the median of ${rounds} rounds`)
  } finally {
    await queue.close()
    await system.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

if (only !== 'redis') await withPostgres((url) => bench('PostgreSQL', url))
if (only !== 'postgres') await withRedis('redis-server', (redis) => withPostgres((url) => bench('Redis', url, redis)))
