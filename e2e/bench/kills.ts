/**
 * Nothing lost, nothing twice: kills (-9) api, workers, PostgreSQL and Redis at random instants while jobs come in, on both back ends.
 * By hand: `node e2e/bench/kills.ts [seed] [jobs] [kills] [back end]`. It fails unless each job that was accepted is completed and has
 * its effect once.
 */
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { tables } from '@reeve/core/testing/benchErrand'
import { freePort } from '../../apps/cli/src/freePort.ts'
import { migrate } from '../../prisma/migrate.ts'
import { seed as plant } from '../../prisma/seed.ts'
import { type BackEnd, backEnds, inWords, keep, killAll, mortalPostgres, mortalRedis } from './victims.ts'

const [, , seedSaid = 1, jobsSaid = 10_000, killsSaid = 50, only] = process.argv
const [seed, jobs, kills] = [Number(seedSaid), Number(jobsSaid), Number(killsSaid)]
const root = path.resolve(import.meta.dirname, '../..')

const world = async (backEnd: BackEnd) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'reeve-kills-'))
  const postgres = await mortalPostgres(folder)
  const redis = backEnd === 'Redis' ? await mortalRedis(folder) : undefined
  const apiPort = await freePort()
  const secretKey = randomBytes(32).toString('hex')
  await migrate(postgres.url)
  await plant({ databaseUrl: postgres.url, dataDir: folder, secretKey, env: {} })
  await postgres.ask(tables)
  const env = {
    ...process.env,
    DATABASE_URL: postgres.url,
    DATA_DIR: folder,
    SECRET_KEY: secretKey,
    PORT: String(apiPort),
    BENCH_TAKES: '150',
    ...(redis && { REDIS_URL: redis.url }),
  }
  const run = (file: string) => () =>
    spawn(process.execPath, ['--no-warnings', path.join(root, 'apps', file)], {
      cwd: root,
      env,
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
  const processes = {
    ...(redis && { redis }),
    api: keep(run('api/src/testing/benchApi.ts')),
    worker1: keep(run('worker/src/testing/benchWorker.ts')),
    worker2: keep(run('worker/src/testing/benchWorker.ts')),
  }
  const stop = async () => {
    await Promise.all(Object.values(processes).map((one) => one.stop()))
    await postgres.stop()
    rmSync(folder, { recursive: true, force: true })
  }
  return { ask: postgres.ask, victims: { ...processes, postgres }, address: `http://127.0.0.1:${apiPort}`, stop }
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
type Ask = Awaited<ReturnType<typeof world>>['ask']
const patience = 600_000

/** How the jobs stand once none is open, or patience is over. */
const untilOver = async (ask: Ask) => {
  let counted: Counted[] = []
  for (const end = Date.now() + patience; Date.now() < end; await sleep(1000)) {
    counted = await ask<Counted>(`SELECT status, count(*)::int AS n FROM jobs WHERE job_type = 'bench' GROUP BY 1`)
    if (!counted.some(({ status }) => status === 'waiting' || status === 'running')) break
  }
  return counted
}

const traces = `
  SELECT (SELECT count(*) FROM bench_effects)::int AS effects,
    (SELECT count(*) FROM jobs j WHERE job_type = 'bench' AND NOT EXISTS (SELECT 1 FROM bench_effects e WHERE e.uid = j.job_input))::int AS lost,
    (SELECT count(*) - count(DISTINCT uid) FROM bench_tries)::int AS again,
    (SELECT count(DISTINCT split_part(job_input, '-', 1)) FROM jobs WHERE job_type = 'bench')::int AS named`
type Traces = { effects: number; lost: number; again: number; named: number }

const bench = async (backEnd: BackEnd) => {
  const { ask, victims, address, stop } = await world(backEnd)
  const state = { accepted: 0 }
  const begin = performance.now()
  const seconds = () => `${((performance.now() - begin) / 1000).toFixed(0)} s`
  try {
    const sending = send(address, state)
    const killed = await killAll({ victims, seed, kills, pause: { least: 1000, most: 4000 } })
    console.log(`${backEnd}: ${kills} kills (${inWords(killed)}) in ${seconds()}, ${state.accepted} jobs accepted so far`)
    await sending
    const counted = await untilOver(ask)
    const [found = { effects: 0, lost: 0, again: 0, named: 0 }] = await ask<Traces>(traces)
    const total = counted.reduce((sum, { n }) => sum + n, 0)
    const ok =
      counted.length === 1 && counted[0]?.status === 'completed' && found.effects === total && found.lost === 0 && found.named === jobs
    console.log(
      `${backEnd}: seed ${seed}, ${state.accepted} jobs accepted, ${counted.map(({ status, n }) => `${n} ${status}`).join(', ')}, ` +
        `${found.effects} effects, ${found.lost} lost, ${found.again} tries begun again, ${seconds()}: ${ok ? 'each took effect once' : 'NOT MET'}`,
    )
    return ok
  } finally {
    await stop()
  }
}

const met: boolean[] = []
for (const backEnd of backEnds) if (!only || only === backEnd) met.push(await bench(backEnd))
process.exitCode = met.every(Boolean) ? 0 : 1
