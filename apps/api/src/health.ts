import { readdirSync } from 'node:fs'
import path from 'node:path'
import type { System } from '@reeve/core/context'
import { canWrite } from '@reeve/core/database/canWrite'
import type { FastifyInstance } from 'fastify'

const folder = path.join(import.meta.dirname, '../../../prisma/migrations')
const wanted = readdirSync(folder, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []))

/** What is missing before the instance can serve; undefined when nothing is. */
const migrationsMissing = async ({ pool }: System) => {
  const { rows } = await pool.query<{ name: string }>(
    'SELECT migration_name AS name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL',
  )
  const applied = new Set(rows.map(({ name }) => name))
  const missing = wanted.filter((name) => !applied.has(name))
  return missing.length === 0 ? undefined : `migrations are missing: ${missing.join(', ')}`
}

const within = <T>(work: Promise<T>) =>
  Promise.race([work, new Promise<never>((_, reject) => setTimeout(reject, 3000, new Error('no answer within 3 s')).unref())])

const queueAway = ({ env }: System) =>
  env.REDIS_URL
    ? 'the queue at REDIS_URL does not answer; jobs are kept and done once it does'
    : 'the queue in the database does not answer'

/** Asked of the database at most once in so many milliseconds, however often `/readyz` is asked. */
const probing = 5000
/** Why the database cannot write; undefined when it can. */
const openDiskProbe = ({ pool, ports }: System) => {
  let last: { at: number; answer: Promise<string | undefined> } | undefined
  return () => {
    const at = ports.now().getTime()
    if (!last || at - last.at > probing)
      last = {
        at,
        answer: canWrite(pool).then(
          () => undefined,
          (error: unknown) => `the database cannot write: ${error instanceof Error ? error.message : String(error)}`,
        ),
      }
    return last.answer
  }
}

/** These are answered under any load. */
const pressureHandler = () => {}

/** `/healthz`: the process lives. `/readyz`: migrations are applied, the database answers and can write, the queue answers. */
export const health = (app: FastifyInstance, system: System) => {
  const diskProblem = openDiskProbe(system)
  app.get('/healthz', { config: { public: true, pressureHandler } }, async () => ({ status: 'ok' }))
  app.get('/readyz', { config: { public: true, pressureHandler } }, async (_, reply) => {
    const [database, disk, queue] = await Promise.all([
      within(migrationsMissing(system)).catch(() => 'the database does not answer'),
      within(diskProblem()).catch(() => undefined),
      within(system.queueReady()).then(
        (ready) => (ready ? undefined : queueAway(system)),
        () => queueAway(system),
      ),
    ])
    const problems = [database, disk, queue].filter((problem) => problem !== undefined)
    return reply.code(problems.length === 0 ? 200 : 503).send({ status: problems.length === 0 ? 'ready' : 'not ready', problems })
  })
}
