import { AsyncLocalStorage } from 'node:async_hooks'
import type { Pool } from 'pg'

type Asked = { query: string; numRows: number; took: number }
/** What one request asked of the database; `log` only where the texts are kept. Values never are. */
export type QueryStats = { count: number; time: number; log: Asked[] | undefined }
const most = 500

const current = new AsyncLocalStorage<QueryStats>()
export const newQueryStats = (withTexts: boolean): QueryStats => ({ count: 0, time: 0, log: withTexts ? [] : undefined })
/** All that is asked from here on, whoever asks it, is counted in this tally. */
export const withQueryStats = (stats: QueryStats, work: () => void) => current.run(stats, work)

const textOf = (asked: unknown) => {
  if (typeof asked === 'string') return asked
  return typeof asked === 'object' && asked !== null && 'text' in asked ? String(asked.text) : ''
}
const rowsOf = (answer: unknown) =>
  typeof answer === 'object' && answer !== null && 'rowCount' in answer && typeof answer.rowCount === 'number' ? answer.rowCount : 0

const counted = async (stats: QueryStats, asked: unknown, answer: Promise<unknown>) => {
  const begin = performance.now()
  stats.count++
  const numRows = rowsOf(await answer)
  const took = Math.round((performance.now() - begin) * 100) / 100
  stats.time += took
  if (stats.log && stats.log.length < most) stats.log.push({ query: textOf(asked), numRows, took })
}
type Query = (...args: unknown[]) => unknown
/** Watches a `query` that answers with a promise; one with a callback is the pool's own and is counted there. */
const watched = (query: Query): Query => {
  return (...args) => {
    const answer = query(...args)
    const tally = current.getStore()
    if (tally && answer instanceof Promise) counted(tally, args[0], answer).catch(() => {})
    return answer
  }
}

/** Counts for whoever is being tallied; costs nothing otherwise. Asked at the pool, where the request is still known. */
export const countQueries = (pool: Pool): Pool => {
  pool.on('connect', (client) => {
    const query: Query = client.query.bind(client)
    Object.assign(client, { query: watched(query) })
  })
  const query: Query = pool.query.bind(pool)
  return Object.assign(pool, { query: watched(query) })
}
