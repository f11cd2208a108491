/**
 * How long a set of rows takes with a row in the log for each, beside the bare statement, and how long the event loop stands still.
 * By hand: `node e2e/bench/sets.ts [rows]`, on a PostgreSQL of its own. Target for 10,000 rows: 0.6 s, 50 ms.
 */
import { randomBytes } from 'node:crypto'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { System } from '@reeve/core/context'
import { readEnv } from '@reeve/core/kernel/process/env'
import { systemActor } from '@reeve/core/kernel/systemActor'
import { change } from '@reeve/core/request/change'
import { openSystem } from '@reeve/core/system'
import { pino } from 'pino'
import { withPostgres } from '../../apps/cli/src/postgres/throwAwayPostgres.ts'
import { migrate } from '../../prisma/migrate.ts'
import { seed } from '../../prisma/seed.ts'

const rows = Number(process.argv[2] ?? 10_000)

const timed = async (work: () => Promise<unknown>) => {
  const loop = monitorEventLoopDelay({ resolution: 1 })
  loop.enable()
  const begin = performance.now()
  await work()
  const took = performance.now() - begin
  loop.disable()
  return { took: Math.round(took), blocked: Math.round(loop.max / 1e6) }
}
const named = (round: number) =>
  Array.from({ length: rows }, (_, at) => ({ email: `user${round}.${at}@sets.test`, org_id: 1, role_id: 3, nids_sid: 4_000_000 + at }))
const best = (all: { took: number; blocked: number }[]) => all.reduce((a, b) => (b.took < a.took ? b : a))
const options = { timeoutSeconds: 60 }

/** The same rows, and as many log rows with the row as JSON, with nothing around them. */
const bare = ({ pool }: System, round: number) =>
  pool.query(
    `WITH added AS (INSERT INTO users (email, org_id, role_id, nids_sid)
       SELECT 'bare' || $1 || '.' || n || '@sets.test', 1, 3, 4000000 + n FROM generate_series(1, $2::int) n RETURNING *)
     INSERT INTO logs (created, title, model, model_id, action, user_id, org_id, email, org, description, change, after)
     SELECT now(), 'User (' || id || '): ' || email, 'User', id, 'add', 0, 0, 'SYSTEM', 'SYSTEM', 'User added', row_to_json(added)::text, to_jsonb(added)
     FROM added`,
    [round, rows],
  )

const tell = (what: string, { took, blocked }: { took: number; blocked: number }, beside?: number) =>
  console.log(
    `${what.padEnd(28)} ${String(took).padStart(6)} ms, event loop blocked ${blocked} ms at most${beside ? `, ${(took / beside).toFixed(2)} of the bare statement` : ''}`,
  )

const bench = async (databaseUrl: string) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'reeve-sets-'))
  const env = readEnv({ DATABASE_URL: databaseUrl, DATA_DIR: folder, SECRET_KEY: randomBytes(32).toString('hex'), PORT: '0' })
  await migrate(databaseUrl)
  await seed({ databaseUrl, dataDir: folder, secretKey: env.SECRET_KEY, env: {} })
  const system = await openSystem(env, { log: pino({ level: 'silent' }) })
  const plain: Awaited<ReturnType<typeof timed>>[] = []
  const ours: typeof plain = []
  for (const round of [1, 2, 3, 4, 5]) {
    plain.push(await timed(() => bare(system, round)))
    ours.push(await timed(() => change(system, systemActor(), options, ({ write }) => write.user.addMany(named(round)))))
  }
  const base = best(plain)
  tell('bare statement', base)
  tell('addMany', best(ours), base.took)
  const some = await system.db.user.findMany({ where: { email: { startsWith: 'user1.' } } })
  tell(
    'editMany',
    await timed(() => change(system, systemActor(), options, ({ write }) => write.user.editMany(some, { contactalert: true }))),
  )
  tell('deleteMany', await timed(() => change(system, systemActor(), options, ({ write }) => write.user.deleteMany(some))))
  await system.close()
}

await withPostgres(bench)
