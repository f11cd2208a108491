import { setTimeout as sleep } from 'node:timers/promises'
import { runs, untilGone } from '../processes.ts'

/** PostgreSQL's fast shutdown ends connections and writes everything; the immediate one leaves the rest to crash recovery. */
const shutdowns = [
  { name: 'fast', signal: 'SIGINT' },
  { name: 'immediate', signal: 'SIGQUIT' },
  { name: 'forced', signal: 'SIGKILL' },
] as const

const send = (pid: number, signal: NodeJS.Signals) => {
  try {
    process.kill(pid, signal)
  } catch {
    // It ended just now.
  }
}

/** Stops a postmaster (0: there is none): by a fast shutdown, then an immediate one, then by killing it. `hurried`: within 3 s instead of half a minute. */
export const stopPostmaster = async (pid: number, hurried: boolean) => {
  const waits = hurried ? [1_500, 1_000, 500] : [20_000, 5_000, 5_000]
  for (const [at, { signal }] of shutdowns.entries()) {
    if (pid === 0 || !runs(pid)) return
    send(pid, signal)
    if (await untilGone(pid, waits[at] ?? 0)) return
  }
}

/** How long a shutdown that Reeve did not begin is waited for before each step. */
const patience = 5_000

const gone = async (pid: number, milliseconds: number, signal: AbortSignal) => {
  for (const end = Date.now() + milliseconds; runs(pid) && Date.now() < end && !signal.aborted; ) await sleep(50)
  return !runs(pid)
}

/**
 * Waits for a postmaster that is already shutting down, says so, and urges it step by step: its shutdown may wait for connections that
 * never end. When `signal` aborts, it is stopped in a hurry and the abort is thrown.
 */
export const untilStopped = async (pid: number, signal: AbortSignal) => {
  console.error(`The embedded database (process ${pid}) is shutting down; waiting for it to end.`)
  for (const step of shutdowns) {
    if (await gone(pid, patience, signal)) return
    if (signal.aborted) {
      await stopPostmaster(pid, true)
      signal.throwIfAborted()
    }
    console.error(`The embedded database (process ${pid}) still has not ended: asking for its ${step.name} shutdown.`)
    send(pid, step.signal)
  }
  await untilGone(pid, patience)
}
