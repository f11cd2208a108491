import type { System } from '@reeve/core/context'
import type { FastifyRequest } from 'fastify'

/** The address of this instance, without a slash at the end: as the settings or the environment say it, else as the caller called it. */
export const baseOf = async ({ settings, env }: System, { host, protocol }: FastifyRequest) => {
  const said = (await settings.fresh())['MISP.baseurl'] || (env.baseSaid && env.BASE_URL)
  if (said) return said
  return /^[\w.:[\]-]+$/.test(host) ? `${protocol}://${host}` : env.BASE_URL
}
