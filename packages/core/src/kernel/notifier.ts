import type { Pool } from 'pg'
import { type ChangeEvent, channel } from './signal.ts'

/** Tells every process what changed outside of a change: gathered, so that it goes out twice a second at most. */
export type Notifier = { notify: (event: ChangeEvent) => void; close: () => Promise<void> }

const gathering = 500
/** More rows than these are told as “some”. */
const most = 50

export const openNotifier = (pool: Pool, report: (error: unknown) => void): Notifier => {
  const gathered = new Map<string, Set<string>>()
  let timer: NodeJS.Timeout | undefined
  const flush = async () => {
    clearTimeout(timer)
    timer = undefined
    const names = [...gathered].flatMap(([noun, ids]) => (ids.size > most ? [`${noun} `] : [...ids].map((id) => `${noun} ${id}`)))
    gathered.clear()
    if (names.length > 0) await pool.query('SELECT pg_notify($1, name) FROM unnest($2::text[]) AS name', [channel, names]).catch(report)
  }
  return {
    notify: ({ noun, id }) => {
      gathered.set(noun, (gathered.get(noun) ?? new Set()).add(id))
      timer ??= setTimeout(() => void flush(), gathering)
    },
    close: flush,
  }
}
