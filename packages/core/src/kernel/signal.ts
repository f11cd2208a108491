import { Client } from 'pg'

/** What changed: a noun, and the row's key where one row changed. `*` after a time in which nothing was heard. */
export type ChangeEvent = { noun: string; id: string }
export type Signal = {
  /** Whether changes of other processes are being heard; while not, nothing may be cached. */
  readonly live: boolean
  on: (listener: (event: ChangeEvent) => void) => () => void
  /** Tells this process at once; the others hear it from the database. */
  emit: (event: ChangeEvent) => void
  close: () => Promise<void>
}

export const channel = 'reeve'
const retryAfter = 1000

type State = { live: boolean; closed: boolean; reported: boolean; client?: Client; timer?: NodeJS.Timeout }

const connected = async (
  connectionString: string,
  hear: (event: ChangeEvent) => void,
  lost: () => void,
  report: (error: unknown) => void,
) => {
  const client = new Client({ connectionString, keepAlive: true })
  client.on('error', report)
  client.on('end', lost)
  client.on('notification', ({ payload }) => {
    const [noun = '*', id = ''] = (payload ?? '').split(' ')
    hear({ noun, id })
  })
  await client.connect()
  await client.query(`LISTEN ${channel}`)
  return client
}

/** One LISTEN connection for the process, opened again for as long as it takes. */
export const listenTo = async (connectionString: string, report: (error: unknown) => void): Promise<Signal> => {
  const listeners = new Set<(event: ChangeEvent) => void>()
  const state: State = { live: false, closed: false, reported: false }
  const emit = (event: ChangeEvent) => listeners.forEach((listener) => listener(event))

  const lost = () => {
    state.live = false
    clearTimeout(state.timer)
    if (!state.closed) state.timer = setTimeout(() => void open(), retryAfter)
  }
  const open = async () => {
    try {
      const client = await connected(connectionString, emit, lost, report)
      Object.assign(state, { client, live: true, reported: false })
      // Whatever was changed in the meantime was not heard.
      emit({ noun: '*', id: '' })
    } catch (error) {
      // Once: the database may be away for long.
      if (!state.reported) report(error)
      state.reported = true
      lost()
    }
  }
  await open()

  return {
    get live() {
      return state.live
    },
    on: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    emit,
    close: async () => {
      state.closed = true
      clearTimeout(state.timer)
      await state.client?.end()
    },
  }
}
