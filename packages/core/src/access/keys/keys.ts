import { invalid } from '@reeve/contract/inputs/failure'
import type { Prisma } from '../../../generated/client.ts'
import type { WriteContext } from '../../context.ts'
import { isRange } from '../../kernel/addressRanges.ts'
import { newAuthKey } from '../passwords/password.ts'

type Wanted = {
  user_id: number
  comment?: string | null
  allowed_ips?: string[]
  expiration?: Date | null | undefined
  read_only?: boolean
  uuid?: string | undefined
}
const day = 86_400_000

/** Addresses that are none, or none where the instance wants some (people-data 1.2). */
export const checkAddresses = (settings: WriteContext['settings'], ranges: readonly string[] | undefined) => {
  const wrong = (ranges ?? []).filter((range) => !isRange(range))
  if (wrong.length > 0) invalid({ allowed_ips: wrong.map((range) => `${range} is not valid IP range`) })
  if (ranges?.length === 0 && settings['Security.mandate_ip_allowlist_advanced_authkeys'])
    invalid({ allowed_ips: ['Setting an ip allowlist is mandatory on this instance.'] })
}

/** The end of a key under the instance's limit; without one said it is the limit itself (people-data 1.2). */
export const endOf = (settings: WriteContext['settings'], created: Date, input: Date | null | undefined): Date | null => {
  const days = settings['Security.advanced_authkeys_validity']
  if (days === 0) return input ?? null
  const latest = new Date(created.getTime() + days * day)
  if (input && input > latest)
    invalid({ expiration: [`A key may live for ${days} days at most, to ${latest.toISOString().slice(0, 10)}.`] })
  return input ?? latest
}

/** Makes a key; the answer carries it in clear, this once. Where a user has one key, the older ones end (settings: advanced_authkeys). */
export const makeKey = async (ctx: WriteContext, { user_id, uuid, expiration, ...rest }: Wanted) => {
  const now = ctx.ports.now()
  checkAddresses(ctx.settings, rest.allowed_ips ?? [])
  if (!ctx.settings['Security.advanced_authkeys']) await endKeys(ctx, { user_id })
  const authkey_raw = newAuthKey(ctx.ports.random)
  const key = await ctx.write.authKey.add({
    ...rest,
    user_id,
    uuid: uuid ?? ctx.ports.random.uuid(),
    key_hash: ctx.ports.keyHash(authkey_raw),
    authkey_start: authkey_raw.slice(0, 4),
    authkey_end: authkey_raw.slice(-4),
    created: now,
    expiration: endOf(ctx.settings, now, expiration),
  })
  return { key, authkey_raw }
}

/** A key ends at this moment, unless it ends before. */
export const endBy = async ({ read, write }: WriteContext, id: number, moment: Date) => {
  const key = await read.authKey.findUniqueOrThrow({ where: { id } })
  if (key.expiration === null || key.expiration > moment) await write.authKey.edit(key, { expiration: moment })
}

/** Ends the living keys that the condition names; they stay listed. */
export const endKeys = async ({ read, write, ports }: WriteContext, where: Prisma.AuthKeyWhereInput) => {
  const now = ports.now()
  const living = await read.authKey.findMany({ where: { AND: [where, { OR: [{ expiration: null }, { expiration: { gt: now } }] }] } })
  for (const key of living) await write.authKey.edit(key, { expiration: now })
  return living.length
}
