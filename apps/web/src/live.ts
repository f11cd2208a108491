import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'

/** How long to wait after the server refused the line (the browser itself comes back only after a break). */
const again = 30_000

/** Asks again for what shows rows of this noun; after a gap, for all. */
const heard = (queries: QueryClient, name: string) => {
  const [noun] = name.split(' ')
  return noun === '*' ? queries.invalidateQueries() : queries.invalidateQueries({ queryKey: [noun] })
}

/** Listens as long as somebody looks: browsers open few lines to one server, and hidden tabs would use them up. */
const listen = (queries: QueryClient) => {
  let line: EventSource | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  const close = () => {
    clearTimeout(timer)
    line?.close()
    line = undefined
  }
  const open = () => {
    line = new EventSource('/api/changes')
    line.addEventListener('message', ({ data }) => void heard(queries, String(data)))
    line.addEventListener('error', () => {
      if (line?.readyState !== EventSource.CLOSED) return
      close()
      timer = setTimeout(open, again)
    })
  }
  const look = () => {
    close()
    if (document.hidden) return
    open()
  }
  const back = () => {
    look()
    if (!document.hidden) void queries.invalidateQueries()
  }
  look()
  document.addEventListener('visibilitychange', back)
  return () => {
    document.removeEventListener('visibilitychange', back)
    close()
  }
}

/** What others change appears on this screen by itself. */
export const useLive = () => {
  const queries = useQueryClient()
  useEffect(() => listen(queries), [queries])
}
