import type { FastifyInstance } from 'fastify'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The operation of the catalogue that a route serves. */
    operation?: string
    /** A route that looks after itself who may call it. */
    public?: boolean
    /** Its answer lasts until somebody leaves: no measure of anything. */
    endless?: boolean
  }
}

/** No route without an operation: one that serves none must say so, or the server does not start (architecture 5). */
export const guard = (app: FastifyInstance) => {
  app.addHook('onRoute', ({ method, url, config }) => {
    if (config?.operation === undefined && config?.public !== true)
      throw new Error(`${String(method)} ${url} names no operation and is not public.`)
  })
}
