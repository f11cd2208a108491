/**
 * How fast the wire answers, beside a bare Fastify route with the same SQL in the same run. By hand: `node e2e/bench/requests.ts`.
 * Targets: /users/view/me at least 2,500 a second, p99 under 20 ms, half of bare; the index of 1,001 users at most twice bare.
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { freePort } from '../../apps/cli/src/freePort.ts'
import { withPostgres } from '../../apps/cli/src/postgres/throwAwayPostgres.ts'
import { launch } from '../launcher.ts'
import { measure, type Rate } from './client.ts'

const key = 'bench'.repeat(8)
const rounds = Number(process.env.ROUNDS ?? 3)
const seconds = Number(process.env.SECONDS ?? 5)
const headers = { Authorization: key }

const populate = async (url: string) => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(
    `INSERT INTO users (email, org_id, role_id, nids_sid, change_pw, date_created)
     SELECT 'analyst' || n || '@example.test', 1, 3, 4000000 + n, false, now() FROM generate_series(1, 1000) n`,
  )
  await client.query('VACUUM ANALYZE users')
  await client.end()
}

const startBare = async (url: string) => {
  const port = await freePort()
  const child = spawn(process.execPath, ['--no-warnings', path.join(import.meta.dirname, 'bare.ts')], {
    env: { ...process.env, DATABASE_URL: url, PORT: String(port) },
    stdio: 'inherit',
  })
  for (let up = false; !up; await sleep(50))
    up = await fetch(`http://127.0.0.1:${port}/me`)
      .then(({ ok }) => ok)
      .catch(() => false)
  return { port, stop: () => child.kill() }
}

const best = (rates: Rate[]) => rates.reduce((a, b) => (b.rate > a.rate ? b : a))
const told = (name: string, { rate, p50, p99, bytes }: Rate) =>
  console.log(
    `${name.padEnd(34)} ${rate.toFixed(0).padStart(6)} req/s   p50 ${p50.toFixed(1)} ms   p99 ${p99.toFixed(1)} ms   ${bytes} bytes`,
  )

/** Turn by turn, so that whatever else the machine does hits both alike; the best round of each counts. */
const compare = async (name: string, connections: number, ours: { port: number; path: string }, bare: { port: number; path: string }) => {
  const all: { ours: Rate[]; bare: Rate[] } = { ours: [], bare: [] }
  for (const one of [ours, bare]) await measure({ ...one, headers, connections, seconds: 2 })
  for (let round = 0; round < rounds; round++) {
    all.ours.push(await measure({ ...ours, headers, connections, seconds }))
    all.bare.push(await measure({ ...bare, headers, connections, seconds }))
  }
  const [our, theirs] = [best(all.ours), best(all.bare)]
  told(`${name}, Reeve`, our)
  told(`${name}, bare`, theirs)
  console.log(
    `${''.padEnd(34)} ${(our.rate / theirs.rate).toFixed(2)} of the bare rate, ${(our.p50 / theirs.p50).toFixed(2)} times its p50\n`,
  )
}

await withPostgres(async (server) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'reeve-bench-'))
  const url = new URL(server)
  url.pathname = `/bench_${process.pid}`
  const port = await freePort()
  const reeve = launch({ DATA_DIR: folder, DATABASE_URL: url.href, PORT: String(port), REEVE_ADMIN_KEY: key, LOG_LEVEL: 'warn' })
  try {
    await reeve.ready
    await populate(url.href)
    const bare = await startBare(url.href)
    await compare('/users/view/me, 8 connections', 8, { port, path: '/users/view/me' }, { port: bare.port, path: '/me' })
    await compare('index of 1,001 users, alone', 1, { port, path: '/admin/users/index' }, { port: bare.port, path: '/index' })
    bare.stop()
  } finally {
    await reeve.stop()
    const client = new pg.Client({ connectionString: server })
    await client.connect()
    await client.query(`DROP DATABASE IF EXISTS bench_${process.pid} WITH (FORCE)`)
    await client.end()
    rmSync(folder, { recursive: true, force: true })
  }
})
