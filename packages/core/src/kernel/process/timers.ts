import { setTimeout as sleep } from 'node:timers/promises'

export type Timer = { stop: () => Promise<void> }

/** Works at once and then so many milliseconds after each end, so that runs never overlap. A run that throws is reported, not the last. */
export const every = (milliseconds: number, work: () => Promise<unknown>, report: (error: unknown) => void): Timer => {
  const stopped = new AbortController()
  const { signal } = stopped
  const run = async () => {
    while (!signal.aborted) {
      await work().catch(report)
      await sleep(milliseconds, undefined, { signal }).catch(() => {})
    }
  }
  const ended = run()
  return {
    stop: () => {
      stopped.abort()
      return ended
    },
  }
}
