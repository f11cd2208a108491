import { type Queue, type Worker, workers } from '@reeve/contract/background/workers'
import type { Failure } from '@reeve/contract/inputs/failure'
import type { Out } from '@reeve/contract/kernel/operation'
import type { Call } from '../dialect/call.ts'
import { answer, at, type Binding, type RefusalContext } from '../dialect/dialect.ts'
import { exception, firstError, nameless, notSaved, saved } from '../dialect/refuse.ts'
import { idIn } from '../dialect/wireValues.ts'

const inQueue = ({ pid, user, alive, correct_user }: Worker) => ({ pid, user, alive, correct_user, ok: alive && correct_user })
const order = ['cache', 'default', 'email', 'prio', 'update', 'scheduler']
/** A queue that nobody works on has no list; of the scheduler nothing is said where there is none (operations 2.1). */
const ofQueue = ({ queue, workers: all, waiting }: Queue): [string, object][] => {
  const here = all.map(inQueue)
  if (queue === 'scheduler') return here.length > 0 ? [[queue, { ok: here.some(({ ok }) => ok), workers: here }]] : []
  return [[queue, { ok: here.some(({ ok }) => ok), ...(here.length > 0 && { workers: here }), jobCount: waiting }]]
}
const status = ({ enabled, controls, supervised, queues }: Out<typeof workers.status>) => {
  if (!enabled) return ['Background jobs not enabled']
  const found = order.flatMap((name) => queues.filter(({ queue }) => queue === name)).flatMap(ofQueue)
  return { ...Object.fromEntries(found), proc_accessible: true, controls, supervisord_status: supervised }
}

const words = {
  method: 'Method Not Allowed',
  invalid: (failure: Failure, { call }: RefusalContext) => exception(405, firstError(failure), call.url),
  notFound: ({ message }: Failure, { call }: RefusalContext) => exception(404, message, call.url),
  conflict: ({ message }: Failure, context: RefusalContext) => notSaved(context, message),
}
const type = (call: Call) => ({ queue: idIn(call) })

export const workersWire: Binding[] = [
  ...at(['/servers/getWorkers'], workers.status, { give: status }),
  ...at(['/servers/startWorker'], workers.start, { take: type, give: saved('Worker start signal sent'), words }),
  ...at(['/servers/stopWorker'], workers.stop, {
    take: (call) => ({ pid: idIn(call) || undefined }),
    give: saved('Worker stop signal sent'),
    words,
  }),
  ...at(['/servers/killAllWorkers'], workers.killAll, {
    take: (call) => ({ force: idIn(call) !== '' && idIn(call) !== '0' }),
    give: saved('Killing workers.', nameless),
    words,
  }),
  ...at(['/servers/restartWorkers'], workers.restart, { give: saved('Restarting workers.', nameless), words }),
  ...at(['/servers/restartDeadWorkers'], workers.restartDead, { give: saved('Restarting workers.', nameless), words }),
  ...at(['/servers/clearWorkerQueue'], workers.clear, {
    take: type,
    give: () => answer({ saved: true, success: true, message: 'Queue cleared.' }),
    words,
  }),
]
