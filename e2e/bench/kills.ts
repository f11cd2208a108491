/**
 * Nothing lost, nothing twice: kills (-9) api, workers, PostgreSQL and Redis at random instants while jobs come in, on both back ends.
 * By hand: `node e2e/bench/kills.ts [seed] [jobs] [kills] [back end]`. It fails unless each job that was accepted is completed and took
 * effect, and took effect again only where something was killed in between: a try that is cut off after its effect is repeated.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { tables } from '@reeve/core/testing/benchErrand'
import { type BackEnd, mortalInstance, onBackEnds } from './mortalInstance.ts'
import { insist, inWords, killAll } from './victims.ts'

const [, , seedSaid = 1, jobsSaid = 10_000, killsSaid = 50, only] = process.argv
const [seed, jobs, kills] = [Number(seedSaid), Number(jobsSaid), Number(killsSaid)]

const instance = (backEnd: BackEnd) =>
  mortalInstance({
    backEnd,
    api: 'api/src/testing/benchApi.ts',
    worker: 'worker/src/testing/benchWorker.ts',
    env: { BENCH_TAKES: '150' },
    plant: ({ ask }) => ask(tables),
  })

/** Sends each job until it is accepted; what was accepted but not answered comes twice, as two jobs. */
const send = async (address: string, state: { accepted: number }) => {
  const one = async (n: number) => {
    await insist(`${address}/${n}`, 5000)
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
type Ask = Awaited<ReturnType<typeof instance>>['ask']
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
  SELECT (SELECT count(DISTINCT uid) FROM bench_effects)::int AS effects,
    (SELECT count(*) - count(DISTINCT uid) FROM bench_effects)::int AS repeated,
    (SELECT count(*) FROM (SELECT at, lag(at) OVER (PARTITION BY uid ORDER BY at) AS before FROM bench_effects) e
      WHERE before IS NOT NULL AND NOT EXISTS (SELECT 1 FROM bench_kills k WHERE k.at BETWEEN e.before - interval '1 second' AND e.at))::int AS twice,
    (SELECT count(*) FROM jobs j WHERE job_type = 'bench' AND NOT EXISTS (SELECT 1 FROM bench_effects e WHERE e.uid = j.job_input))::int AS lost,
    (SELECT count(*) - count(DISTINCT uid) FROM bench_tries)::int AS again,
    (SELECT count(DISTINCT split_part(job_input, '-', 1)) FROM jobs WHERE job_type = 'bench')::int AS named`
type Traces = { effects: number; repeated: number; twice: number; lost: number; again: number; named: number }

const bench = async (backEnd: BackEnd) => {
  const { ask, victims, address, stop } = await instance(backEnd)
  const state = { accepted: 0 }
  const begin = performance.now()
  const seconds = () => `${((performance.now() - begin) / 1000).toFixed(0)} s`
  try {
    const sending = send(address, state)
    const { killed, moments } = await killAll({ victims, seed, kills, pause: { least: 1000, most: 4000 } })
    console.log(`${backEnd}: ${kills} kills (${inWords(killed)}) in ${seconds()}, ${state.accepted} jobs accepted so far`)
    await sending
    const counted = await untilOver(ask)
    await ask('CREATE TABLE bench_kills (at timestamptz)')
    await ask(`INSERT INTO bench_kills SELECT jsonb_array_elements_text('${JSON.stringify(moments)}')::timestamptz`)
    const [found = { effects: 0, repeated: 0, twice: 1, lost: 0, again: 0, named: 0 }] = await ask<Traces>(traces)
    const total = counted.reduce((sum, { n }) => sum + n, 0)
    const ok =
      counted.length === 1 &&
      counted[0]?.status === 'completed' &&
      found.effects === total &&
      found.twice === 0 &&
      found.lost === 0 &&
      found.named === jobs
    console.log(
      `${backEnd}: seed ${seed}, ${state.accepted} jobs accepted, ${counted.map(({ status, n }) => `${n} ${status}`).join(', ')}, ` +
        `${found.effects} took effect, ${found.repeated} again after a kill, ${found.twice} twice without one, ${found.lost} lost, ${found.again} tries begun again, ${seconds()}: ${ok ? 'none lost, none twice' : 'NOT MET'}`,
    )
    return ok
  } finally {
    await stop()
  }
}

await onBackEnds(only, bench)
