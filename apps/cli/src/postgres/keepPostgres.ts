import { setTimeout as sleep } from 'node:timers/promises'
import { type EmbeddedPostgres, isWell } from './embeddedPostgres.ts'
import { rotatePostgresLog } from './postgresLog.ts'
import { beside } from './postmaster.ts'

const often = 500
/** Between two tries to start it, in milliseconds: soon at first, then every five seconds. */
const pauseAfter = (tries: number) => Math.min(5_000, 250 * 2 ** tries)

const reasonOf = (error: unknown) => (error instanceof Error ? error.message : String(error))

/** Starts the server until it runs, however long that takes; says why it does not, once for each reason, and that it does again. */
const restarted = async (server: EmbeddedPostgres, signal: AbortSignal) => {
  let told = ''
  for (let tries = 1; ; tries++) {
    try {
      const now = await server.again(signal)
      if (told) console.error('The embedded database runs again.')
      return now
    } catch (error) {
      signal.throwIfAborted()
      const reason = reasonOf(error)
      if (reason !== told) console.error(`${reason} It is tried again every few seconds.`)
      told = reason
      await sleep(pauseAfter(tries), undefined, { signal })
    }
  }
}

/**
 * Looks after the embedded database for as long as the launcher lives: a postmaster that ended, or that somebody is shutting down, is
 * started again on the same port. Its log is kept to a size.
 */
export const keepPostgres = (first: EmbeddedPostgres) => {
  const leaving = new AbortController()
  const { signal } = leaving
  let now = first
  const look = async () => {
    rotatePostgresLog(beside(first.folder, 'log'))
    if (isWell(now)) return
    console.error('The embedded database was ended from outside; starting it again.')
    now = await restarted(now, signal)
  }
  const watch = async () => {
    while (!signal.aborted) {
      await look().catch((error: unknown) => signal.aborted || console.error(reasonOf(error)))
      await sleep(often, undefined, { signal }).catch(() => {})
    }
  }
  const watched = watch()
  return {
    url: first.url,
    isWell: () => isWell(now),
    stop: async () => {
      const hurried = !isWell(now)
      leaving.abort()
      await watched
      await now.stop(hurried)
    },
  }
}
