import { type ChildProcess, spawn } from 'node:child_process'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { openPool } from '@reeve/core/database/db'
import { freePort } from '../../apps/cli/src/freePort.ts'
import { embeddedPostgres } from '../../apps/cli/src/postgres/embeddedPostgres.ts'
import { runs, untilGone } from '../../apps/cli/src/processes.ts'

/** What the benches kill: each comes back, as under whoever watches over it in earnest. */
export type Victim = { kill: () => Promise<void> | void; stop: () => Promise<void> }

/** mulberry32: the same seed kills the same way. Numbers from 0 to below 1. */
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
export const keep = (start: () => ChildProcess): Victim => {
  const stopped = new AbortController()
  let child = start()
  const watch = async () => {
    while (!stopped.signal.aborted) {
      if (child.exitCode === null && child.signalCode === null) await new Promise((resolve) => child.once('exit', resolve))
      await sleep(300)
      if (!stopped.signal.aborted) child = start()
    }
  }
  const over = watch()
  return {
    kill: () => void child.kill('SIGKILL'),
    stop: async () => {
      stopped.abort()
      child.kill('SIGKILL')
      await over
    },
  }
}

/** A Redis that keeps nothing: killed, it has forgotten every queue. */
export const mortalRedis = async (folder: string) => {
  const port = await freePort()
  const words = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder]
  return { ...keep(() => spawn('redis-server', words, { stdio: 'ignore' })), url: `redis://127.0.0.1:${port}` }
}

/** A PostgreSQL with all its durability. `ask` opens a connection for each question, so that it knows nothing of deaths before. */
export const mortalPostgres = async (folder: string) => {
  const wish = { folder: path.join(folder, 'postgres'), port: await freePort() }
  let server = await embeddedPostgres(wish)
  const url = server.url('postgres')
  return {
    url,
    ask: async <T extends object>(text: string): Promise<T[]> => {
      const pool = openPool(url, 1, () => {})
      try {
        return (await pool.query<T>(text)).rows
      } finally {
        await pool.end()
      }
    },
    kill: async () => {
      if (runs(server.pid)) process.kill(server.pid, 'SIGKILL')
      await untilGone(server.pid, 10_000)
      server = await embeddedPostgres(wish)
    },
    stop: () => server.stop(),
  }
}

type Plan = {
  victims: Record<string, Victim>
  seed: number
  kills: number
  pause: { least: number; most: number }
  /** Told before each pause: how many were killed so far. */
  before?: (count: number) => void
}

/** Kills one after the other at instants that the seed chooses; answers how often each was killed, and when. */
export const killAll = async ({ victims, seed, kills, pause, before = () => {} }: Plan) => {
  const chance = chanceFrom(seed)
  const names = Object.keys(victims)
  const killed = Object.fromEntries(names.map((name) => [name, 0]))
  const moments: Date[] = []
  for (let count = 0; count < kills; count++) {
    before(count)
    await sleep(pause.least + chance() * (pause.most - pause.least))
    const name = names[Math.floor(chance() * names.length)] ?? ''
    killed[name] = (killed[name] ?? 0) + 1
    moments.push(new Date())
    await victims[name]?.kill()
  }
  return { killed, moments }
}

/** Posts until it is told yes, whoever was killed meanwhile. */
export const insist = async (url: string, patience: number, said: RequestInit = {}) => {
  const ask = () => fetch(url, { ...said, method: 'POST', signal: AbortSignal.timeout(patience) })
  const isDone = () =>
    ask().then(
      ({ ok }) => ok,
      () => false,
    )
  while (!(await isDone())) await sleep(200)
}

/** In one line: `api 3, postgres 4`. */
export const inWords = (counts: Record<string, number>) =>
  Object.entries(counts)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ')
