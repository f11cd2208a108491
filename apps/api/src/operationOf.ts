import { operations } from '@reeve/contract/catalogue'
import type { Operation } from '@reeve/contract/kernel/operation'
import { bindingOf } from '@reeve/wire/bindings'
import { callOf } from '@reeve/wire/dialect/call'
import type { FastifyRequest } from 'fastify'

const byName = new Map<string, Operation>(operations.map((operation) => [operation.name, operation]))

/** The operation that a request asks for: its route names it, and on the wire, which is one route, its address. None: nothing is there. */
export const operationOf = ({ method, raw: { url = '' }, routeOptions }: FastifyRequest): Operation | undefined => {
  const { config, url: route } = routeOptions
  if (config.operation !== undefined) return byName.get(config.operation)
  return route === '/*' ? bindingOf(callOf({ method, url }))?.operation : undefined
}
