import { Failure } from '@reeve/contract/inputs/failure'
import { isSiteAdmin } from '@reeve/contract/kernel/may'
import { deadAfter } from '@reeve/core/background/data/workerRows'
import { queueStates } from '@reeve/core/background/workers/queueStates'
import type { System } from '@reeve/core/context'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { authenticate } from './authenticate.ts'
import { namedBase } from './baseOf.ts'
import { operationOf } from './operationOf.ts'

const loopback = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1'])
const isLocal = (host: string) => /^(localhost|127(\.\d+){3}|\[::1\])$/i.test(host)
/**
 * Whether a program on this machine asks, and not a proxy on it that passes on what comes from anywhere. A proxy is there where the
 * instance is named after another host, where the request asks for another host, or where a header says so.
 */
const isNeighbour = async (system: System, { ip, hostname, headers }: FastifyRequest) => {
  const named = await namedBase(system)
  const forwarded = ['x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'forwarded', 'via'].some((name) => headers[name] !== undefined)
  return loopback.has(ip) && !forwarded && isLocal(hostname) && (named === '' || isLocal(new URL(named).hostname))
}

const mayRead = async (system: System, req: FastifyRequest) => {
  if (await isNeighbour(system, req)) return true
  try {
    return isSiteAdmin(await authenticate(system, req))
  } catch (error) {
    if (error instanceof Failure) return false
    throw error
  }
}

type Gauges = { queues: Gauge<'queue'>; workers: Gauge<'queue' | 'alive'>; alerts: Gauge<'about'> }
const gaugesIn = (register: Registry): Gauges => {
  const registers = [register]
  const queues = new Gauge({
    name: 'reeve_queue_oldest_seconds',
    help: 'How long the first due job of a queue waits.',
    labelNames: ['queue'] as const,
    registers,
  })
  const workers = new Gauge({
    name: 'reeve_workers',
    help: 'Workers of a queue.',
    labelNames: ['queue', 'alive'] as const,
    registers,
  })
  const alerts = new Gauge({
    name: 'reeve_alerts',
    help: 'Alerts that are not over.',
    labelNames: ['about'] as const,
    registers,
  })
  return { queues, workers, alerts }
}
/** How queues, workers and alerts are now. */
const fill = async ({ db, settings, ports }: System, { queues, workers, alerts }: Gauges) => {
  const now = ports.now()
  for (const gauge of [queues, workers, alerts]) gauge.reset()
  for (const { queue, oldest } of await queueStates(db, settings.all(), now)) queues.set({ queue }, oldest ?? 0)
  for (const { queue, heartbeat } of await db.worker.findMany())
    workers.inc({ queue, alive: String(now.getTime() - heartbeat.getTime() < deadAfter) })
  for (const { key } of await db.alert.findMany({ where: { cleared: null } })) alerts.set({ about: key }, 1)
}

/** `/metrics` for Prometheus: from this machine, or with the key of a site admin; see `isNeighbour`. */
export const metrics = (app: FastifyInstance, system: System) => {
  const register = new Registry()
  collectDefaultMetrics({ register })
  const labelNames = ['operation', 'status'] as const
  const buckets = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10]
  const duration = new Histogram({
    name: 'reeve_request_duration_seconds',
    help: 'Time to answer, by operation.',
    labelNames,
    buckets,
    registers: [register],
  })
  const jobs = new Gauge({ name: 'reeve_jobs', help: 'Jobs by status.', labelNames: ['status'] as const, registers: [register] })

  const background = gaugesIn(register)

  app.addHook('onResponse', async (req, reply) => {
    if (req.routeOptions.config.endless) return
    duration.observe({ operation: operationOf(req)?.name ?? 'other', status: String(reply.statusCode) }, reply.elapsedTime / 1000)
  })
  app.get('/metrics', { config: { public: true } }, async (req, reply) => {
    if (!(await mayRead(system, req)))
      return reply.code(403).send({ error: 'forbidden', message: 'Metrics are for this machine, or for the auth key of a site admin.' })
    await fill(system, background)
    jobs.reset()
    const counted = await system.db.job.groupBy({ by: ['status'], _count: true })
    for (const { status, _count } of counted) jobs.set({ status }, _count)
    return reply.type(register.contentType).send(await register.metrics())
  })
}
