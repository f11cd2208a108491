import underPressure from '@fastify/under-pressure'
import { Failure } from '@reeve/contract/inputs/failure'
import type { FastifyInstance } from 'fastify'

/** Milliseconds that the event loop may be late, on average over a second; bytes of heap that may be in use. */
export type PressureLimits = { maxEventLoopDelay?: number; maxHeapUsedBytes?: number }
export const usualLimits: PressureLimits = { maxEventLoopDelay: 500 }

/**
 * Sheds load: while the process cannot keep up, requests are refused at once as unavailable instead of waiting. Routes that tell the
 * operator how the instance is are answered all the same.
 */
export const pressure = async (app: FastifyInstance, limits: PressureLimits) =>
  app.register(underPressure, {
    ...limits,
    pressureHandler: async () => {
      throw new Failure('unavailable', 'The server is overloaded. Try again in a few seconds.', { data: { wait: 10 } })
    },
  })
