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

/** Every route serves an operation or declares that it is public. Otherwise the server does not start, so no route can lack a permission check. */
export const guard = (app: FastifyInstance) => {
  app.addHook('onRoute', ({ method, url, config }) => {
    if (config?.operation === undefined && config?.public !== true)
      throw new Error(`${String(method)} ${url} names no operation and is not public.`)
  })
}
