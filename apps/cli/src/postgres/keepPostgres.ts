import { setTimeout as sleep } from 'node:timers/promises'
import { runs } from '../processes.ts'
import { type EmbeddedPostgres, embeddedPostgres } from './embeddedPostgres.ts'

/** Looks after the embedded database: a postmaster that was killed is started again on the same port, where the others look for it. */
export const keepPostgres = (first: EmbeddedPostgres) => {
  const leaving = new AbortController()
  let now = first
  const look = async () => {
    while (!leaving.signal.aborted) {
      await sleep(500, undefined, { signal: leaving.signal }).catch(() => {})
      if (leaving.signal.aborted || runs(now.pid)) continue
      console.error('The embedded database was ended from outside; starting it again.')
      now = await embeddedPostgres({ folder: first.folder, port: first.port })
    }
  }
  const watched = look().catch((error: unknown) => console.error(error instanceof Error ? error.message : error))
  const stop = async () => {
    leaving.abort()
    await watched
    await now.stop()
  }
  return { url: first.url, stop }
}
