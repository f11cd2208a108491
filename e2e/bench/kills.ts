/**
 * Nothing lost, nothing twice: kills (-9) api, workers, PostgreSQL and Redis at random instants while jobs come in, on both back ends.
 * By hand: `node e2e/bench/kills.ts [seed] [jobs] [kills]`. It fails unless each job that was accepted is completed and has its effect once.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { openPool } from '@reeve/core/db'
import { tables } from '@reeve/core/testing/benchErrand'
import { embeddedPostgres } from '../../apps/cli/src/embeddedPostgres.ts'
import { freePort } from '../../apps/cli/src/freePort.ts'
import { runs, untilGone } from '../../apps/cli/src/processes.ts'
import { migrate } from '../../prisma/migrate.ts'
import { seed as plant } from '../../prisma/seed.ts'

const [seed = 1, jobs = 10_000, kills = 50] = process.argv.slice(2).map(Number)
const root = path.resolve(import.meta.dirname, '../..')

/** mulberry32: the same seed kills the same way. */
const chanceFrom = (start: number) => {
  let state = start
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** A process that is started again whenever it ends, until it is stopped. */
const keep = (start: () => ChildProcess) => {
  const stopped = new AbortController()
  let child = start()
  const watch = async () => {
    while (!stopped.signal.aborted) {
      await new Promise((resolve) => child.once('exit', resolve))
      await sleep(300)
      if (!stopped.signal.aborted) child = start()
    }
  }
  const over = watch()
  return {
    kill: () => child.kill('SIGKILL'),
    stop: async () => {
      stopped.abort()
      child.kill('SIGKILL')
      await over
    },
  }
}

const world = async (redis: boolean) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'reeve-kills-'))
  const [pgPort, redisPort, apiPort] = [await freePort(), await freePort(), await freePort()]
  const wish = { folder: path.join(folder, 'postgres'), port: pgPort }
  let postgres = await embeddedPostgres(wish)
  const url = postgres.url('postgres')
  const secretKey = randomBytes(32).toString('hex')
  await migrate(url)
  await plant({ databaseUrl: url, dataDir: folder, secretKey, env: {} })
  const ask = async <T extends object>(text: string): Promise<T[]> => {
    const pool = openPool(url, 1, () => {})
    try {
      return (await pool.query<T>(text)).rows
    } finally {
      await pool.end()
    }
  }
  await ask(tables)
  const env = {
    ...process.env,
    DATABASE_URL: url,
    DATA_DIR: folder,
    SECRET_KEY: secretKey,
    PORT: String(apiPort),
    BENCH_TAKES: '150',
    ...(redis && { REDIS_URL: `redis://127.0.0.1:${redisPort}` }),
  }
  const run = (file: string) => () =>
    spawn(process.execPath, ['--no-warnings', path.join(root, 'apps', file)], {
      cwd: root,
      env,
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
  const redisServer = () =>
    spawn('redis-server', ['--port', String(redisPort), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder], {
      stdio: 'ignore',
    })
  const kept = {
    ...(redis && { redis: keep(redisServer) }),
    api: keep(run('api/src/testing/benchApi.ts')),
    worker1: keep(run('worker/src/testing/benchWorker.ts')),
    worker2: keep(run('worker/src/testing/benchWorker.ts')),
  }
  const victims: Record<string, () => Promise<void> | void> = {
    ...Object.fromEntries(Object.entries(kept).map(([name, one]) => [name, () => void one.kill()])),
    postgres: async () => {
      if (runs(postgres.pid)) process.kill(postgres.pid, 'SIGKILL')
      await untilGone(postgres.pid, 10_000)
      postgres = await embeddedPostgres(wish)
    },
  }
  const stop = async () => {
    await Promise.all(Object.values(kept).map((one) => one.stop()))
    await postgres.stop()
    rmSync(folder, { recursive: true, force: true })
  }
  return { ask, victims, address: `http://127.0.0.1:${apiPort}`, stop }
}

/** Sends each job until it is accepted; what was accepted but not answered comes twice, as two jobs. */
const send = async (address: string, state: { accepted: number }) => {
  const one = async (n: number) => {
    for (;;) {
      const ok = await fetch(`${address}/${n}`, { method: 'POST', signal: AbortSignal.timeout(5000) }).then(
        (answer) => answer.ok,
        () => false,
      )
      if (ok) break
      await sleep(200)
    }
    state.accepted++
  }
  let next = 0
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      while (next < jobs) await one(next++)
    }),
  )
}

type Counted = { status: string; n: number }
const patience = 300_000

const bench = async (name: string, redis: boolean) => {
  const { ask, victims, address, stop } = await world(redis)
  const chance = chanceFrom(seed)
  const killed: Record<string, number> = {}
  const state = { accepted: 0 }
  const begin = performance.now()
  const sending = send(address, state)
  const names = Object.keys(victims)
  try {
    for (let count = 0; count < kills; count++) {
      await sleep(1000 + chance() * 3000)
      const victim = names[Math.floor(chance() * names.length)] ?? 'api'
      killed[victim] = (killed[victim] ?? 0) + 1
      await victims[victim]?.()
    }
    await sending
    const open = async () => ask<Counted>(`SELECT status, count(*)::int AS n FROM jobs WHERE job_type = 'bench' GROUP BY 1`).catch(() => [])
    let counted: Counted[] = []
    for (const end = Date.now() + patience; Date.now() < end; await sleep(1000)) {
      counted = await open()
      if (counted.length > 0 && !counted.some(({ status }) => status === 'waiting' || status === 'running')) break
    }
    const seconds = (performance.now() - begin) / 1000
    const [effects] = await ask<{ n: number; lost: number }>(`
      SELECT (SELECT count(*) FROM bench_effects)::int AS n,
        (SELECT count(*) FROM jobs j WHERE job_type = 'bench' AND NOT EXISTS (SELECT 1 FROM bench_effects e WHERE e.uid = j.job_input))::int AS lost`)
    const [again] = await ask<{ n: number }>('SELECT count(*)::int - count(DISTINCT uid)::int AS n FROM bench_tries')
    const [named] = await ask<{ n: number }>(
      `SELECT count(DISTINCT split_part(job_input, '-', 1))::int AS n FROM jobs WHERE job_type = 'bench'`,
    )
    const total = counted.reduce((sum, { n }) => sum + n, 0)
    const ok = counted.length === 1 && counted[0]?.status === 'completed' && effects?.n === total && effects.lost === 0 && named?.n === jobs
    console.log(
      `${name}: seed ${seed}, ${kills} kills (${Object.entries(killed)
        .map(([who, n]) => `${who} ${n}`)
        .join(', ')}), ${state.accepted} jobs accepted, ` +
        `${counted.map(({ status, n }) => `${n} ${status}`).join(', ')}, ${effects?.n} effects, ${effects?.lost} lost, ${again?.n} tries begun again, ` +
        `${seconds.toFixed(0)} s: ${ok ? 'each took effect once' : 'NOT MET'}`,
    )
    return ok
  } finally {
    await stop()
  }
}

const met = [await bench('PostgreSQL', false), await bench('Redis', true)]
process.exitCode = met.every(Boolean) ? 0 : 1
