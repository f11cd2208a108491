import { type Query, type QueryClient, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'

/** How long to wait after the server refused the line (the browser itself comes back only after a break). */
const again = 30_000

const overtaken = new WeakSet<Query>()
/** A first answer that is under way may have been read before what was heard: it is asked for again once it is here. */
const askAgainLater = (queries: QueryClient, query: Query) => {
  if (overtaken.has(query)) return
  overtaken.add(query)
  const later = () => {
    overtaken.delete(query)
    void queries.invalidateQueries({ queryKey: query.queryKey, exact: true })
  }
  void query.promise?.then(later, later)
}

/** Asks again for what shows rows of this noun; after a gap, for all. */
const heard = (queries: QueryClient, name: string) => {
  const [noun] = name.split(' ')
  const which = noun === '*' ? {} : { queryKey: [noun] }
  for (const query of queries.getQueryCache().findAll({ ...which, fetchStatus: 'fetching' }))
    if (query.state.data === undefined) askAgainLater(queries, query)
  return queries.invalidateQueries(which)
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
