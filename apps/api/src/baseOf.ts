import type { System } from '@reeve/core/context'
import type { FastifyRequest } from 'fastify'

/** The address of this instance, without a slash at the end, where the settings or the environment name it; else it is empty. */
export const namedBase = async ({ settings, env }: System) => (await settings.fresh())['MISP.baseurl'] || (env.baseSaid ? env.BASE_URL : '')

/** The address of this instance as it is named, else as the caller called it. No other caller must ever be shown the latter. */
export const baseOf = async (system: System, { host, protocol }: FastifyRequest) => {
  const named = await namedBase(system)
  if (named) return named
  const { env } = system
  return /^[\w.:[\]-]+$/.test(host) ? `${protocol}://${host}` : env.BASE_URL
}
