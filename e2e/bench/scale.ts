/**
 * A big community: 20,000 users, 2,000 organisations, 5 million log rows over twelve months. By hand: `node e2e/bench/scale.ts`, with
 * `ROWS=1000000` for a smaller log, `DATABASE_URL` of a database that was seeded before to spare the seeding, and `ONLY=Users,Arrivals`
 * for some of the kinds of questions.
 * Targets: a page of 50 users with any filter and sort p95 under 40 ms; the log's first page 10 ms; any single filter or substring 50 ms at
 * the median, 300 ms at p95; histogram and facets under 1 s; rows found within 10 s of their writing while 500 a second come in;
 * the wire's index of all users streamed, its memory flat.
 */

import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { freePort } from '../../apps/cli/src/freePort.ts'
import { frugal } from '../../apps/cli/src/launcher/supervise.ts'
import { withPostgres } from '../../apps/cli/src/postgres/throwAwayPostgres.ts'
import { batch, settle } from '../../packages/core/src/database/partitions.ts'
import { realPorts } from '../../packages/core/src/realPorts.ts'
import { migrate } from '../../prisma/deploy.ts'
import { seed } from '../../prisma/seed.ts'
import { asked, userQuestions } from './scaleQuestions.ts'
import { seedScale } from './scaleSeed.ts'

const secret = 'scale'.repeat(8)
const key = 'bench'.repeat(8)
const rounds = Number(process.env.ROUNDS ?? 5)
const only = process.env.ONLY?.split(',')
const isAsked = (kind: string) => only === undefined || only.some((name) => kind.startsWith(name))
const say = (line: string) => console.log(line)

const createDatabase = async (server: string, name: string) => {
  const client = new pg.Client({ connectionString: server })
  await client.connect()
  await client.query(`CREATE DATABASE ${name}`)
  await client.end()
}

/** `SMALL=1`: a community of a few people, to see that the bench still runs. */
const small = process.env.SMALL === '1'
const community = {
  users: small ? 200 : 20_000,
  organisations: small ? 20 : 2000,
  rows: Number(process.env.ROWS ?? (small ? 6000 : 5_000_000)),
  months: small ? 3 : 12,
}

const prepare = async (server: string) => {
  const url = new URL(server)
  url.pathname = `/scale_${process.pid}`
  await createDatabase(server, `scale_${process.pid}`)
  await migrate(url.href)
  const ports = realPorts(secret)
  await seed({ databaseUrl: url.href, dataDir: '/tmp', secretKey: secret, env: { REEVE_ADMIN_KEY: key }, ports })
  await seedScale(url.href, community, say)
  return url.href
}

const at = (sorted: number[], part: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN
type Ask = (path: string) => Promise<string>

/** The first round warms, the others count. */
const measure = async (ask: Ask, questions: readonly string[]) => {
  const all: number[] = []
  for (const question of questions) {
    const took: number[] = []
    let length = 0
    for (let round = 0; round <= rounds; round++) {
      const begin = performance.now()
      length = (await ask(question)).length
      if (round > 0) took.push(performance.now() - begin)
    }
    took.sort((a, b) => a - b)
    all.push(...took)
    say(
      `  ${at(took, 0.5).toFixed(1).padStart(8)} ms  ${at(took, 1).toFixed(1).padStart(8)} worst  ${String(length).padStart(7)} bytes  ${question}`,
    )
  }
  all.sort((a, b) => a - b)
  say(`  all: p50 ${at(all, 0.5).toFixed(1)} ms, p95 ${at(all, 0.95).toFixed(1)} ms, worst ${at(all, 1).toFixed(1)} ms`)
}

/** How long rows take to be found and to settle, while 500 a second come in for half a minute. */
const arrivals = async (url: string, ask: Ask, pool: pg.Pool) => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const insert = `INSERT INTO logs (title, model, model_id, action, user_id, org_id, email, org, change, after)
    SELECT 'Attribute (' || n || ') from Event (1): Network activity/hostname arriving' || $1 || 'x' || n, 'Attribute', n, 'add', 200, 200,
      'anna.rossi200@org200.example', 'Org', 'value () => (arriving' || n || ')', '{"value":1}' FROM generate_series(1, 50) n`
  const over = new AbortController()
  const settling = (async () => {
    while (!over.signal.aborted) {
      for (let moved = batch; moved === batch; ) moved = await settle(pool)
      await sleep(2000)
    }
  })()
  let [slowest, most] = [0, 0]
  for (let tick = 0; tick < (small ? 21 : 300); tick++) {
    const begin = performance.now()
    await client.query(insert, [tick])
    if (tick % 20 === 0) {
      while (!(await ask(`/api/logs?title=arriving${tick}x50`)).includes(`arriving${tick}x50`)) await sleep(20)
      slowest = Math.max(slowest, performance.now() - begin)
      const { rows } = await client.query<{ n: number }>('SELECT count(*)::int AS n FROM parts.logs_fresh')
      most = Math.max(most, rows[0]?.n ?? 0)
    }
    await sleep(Math.max(0, 100 - (performance.now() - begin)))
  }
  over.abort()
  await settling
  await client.end()
  say(`  found after ${(slowest / 1000).toFixed(2)} s at worst; at most ${most} rows waited to settle`)
}

const resident = (pid: number) => Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024

/** All users at once as the wire gives them, again and again: how long it takes, and what the api keeps meanwhile. */
const wholeIndex = async ({ address, pid }: { address: string; pid: number }) => {
  for (let round = 0; round <= rounds; round++) {
    const before = resident(pid)
    let [bytes, most] = [0, before]
    const begin = performance.now()
    const answer = await fetch(`${address}/admin/users/index.json`, { headers: { authorization: key, accept: 'application/json' } })
    for await (const chunk of answer.body ?? []) {
      bytes += chunk.length
      most = Math.max(most, resident(pid))
    }
    const took = (performance.now() - begin) / 1000
    say(
      `  ${took.toFixed(2).padStart(8)} s  ${(bytes / 1e6).toFixed(1)} MB; the api has ${before.toFixed(0)} MB before, ${most.toFixed(0)} at most`,
    )
  }
}

const sizes = `SELECT regexp_replace(c.relname, '^logs_\\d{4}_\\d\\d_', '') AS name, pg_size_pretty(sum(pg_relation_size(c.oid))) AS size
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'parts' AND c.relname ~ '^logs_\\d{4}' GROUP BY 1 ORDER BY sum(pg_relation_size(c.oid)) DESC`

const startApi = async (url: string) => {
  const port = await freePort()
  const env = { ...process.env, SECRET_KEY: secret, DATA_DIR: '/tmp', DATABASE_URL: url, PORT: String(port), LOG_LEVEL: 'warn' }
  const main = path.join(import.meta.dirname, '../../apps/api/src/main.ts')
  // As it is started by `npm start`.
  const child = spawn(process.execPath, [...frugal, main], { env, stdio: 'inherit' })
  const address = `http://127.0.0.1:${port}`
  for (let up = false; !up; await sleep(100))
    up = await fetch(`${address}/healthz`)
      .then(({ ok }) => ok)
      .catch(() => false)
  return { address, pid: child.pid ?? 0, stop: () => child.kill() }
}

const run = async (url: string) => {
  const pool = new pg.Pool({ connectionString: url })
  const api = await startApi(url)
  const ask = async (question: string) => {
    const answer = await fetch(`${api.address}${question}`, { headers: { authorization: key, accept: 'application/json' } })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${question}: ${text.slice(0, 300)}`)
    return text
  }
  try {
    for (const [title, questions] of [...asked, ['Users', await userQuestions(ask)] as const].filter(([kind]) => isAsked(kind))) {
      say(title)
      await measure(ask, questions)
    }
    if (isAsked('Index')) {
      say('Index of all users on the wire')
      await wholeIndex(api)
    }
    if (isAsked('Arrivals')) {
      say('Arrivals')
      await arrivals(url, ask, pool)
    }
    say('Sizes')
    for (const { name, size } of (await pool.query<{ name: string; size: string }>(sizes)).rows) say(`  ${size.padStart(8)}  ${name}`)
  } finally {
    api.stop()
    await pool.end()
  }
}

if (process.env.DATABASE_URL) await run(process.env.DATABASE_URL)
else await withPostgres(async (server) => run(await prepare(server)))
