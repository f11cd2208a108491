import type { System } from '../../context.ts'
import type { JobRows, Running } from '../data/jobRows.ts'

const heartbeat = 5000
const seldom = 500
const longest = 1000

export type Alive = {
  progress: (percent: number, message: string) => Promise<void>
  log: (line: string) => void
  /** Lines that no beat has written yet. */
  rest: () => string[]
  end: () => void
}
type Ends = { lost: () => void; cancel: () => void }

/** No text of PostgreSQL has a zero in it. */
export const storable = (text: string) => text.replaceAll('\0', '�')

/**
 * Keeps the row ours while the job works, and what it says in it. `lost` is told when another round has begun, `cancel` when somebody
 * wants the job to end: at once where signals are heard, else with the next beat.
 */
export const keepAlive = (system: System, rows: JobRows, row: Running, ends: Ends): Alive => {
  const { ports, signal, notify } = system
  const values = { progress: 0, message: 'Started.', at: Number.NEGATIVE_INFINITY }
  const lines: string[] = []
  const log = (line: string) => void lines.push(`${ports.now().toISOString()} ${storable(line).slice(0, longest)}`)
  const rest = () => lines.splice(0)
  const write = async () => {
    values.at = performance.now()
    const state = await rows.beat(row, { progress: values.progress, message: values.message, lines: rest() })
    if (!state) ends.lost()
    else if (state.cancel) ends.cancel()
  }
  const beat = () => void write().catch((error: unknown) => system.log.error(error))
  const timer = setInterval(beat, heartbeat)
  const off = signal.on(({ noun, id }) => {
    if (noun === 'cancels' && id === String(row.id)) beat()
  })
  return {
    log,
    rest,
    /** What comes too soon after the last is written with the next beat, if nothing newer replaced it. */
    progress: async (percent, message) => {
      if (message !== values.message) log(message)
      Object.assign(values, { progress: Math.max(0, Math.min(99, Math.round(percent))), message: storable(message) })
      if (performance.now() - values.at < seldom) return
      await write()
      notify({ noun: 'jobs', id: String(row.id) })
    },
    end: () => {
      clearInterval(timer)
      off()
    },
  }
}
