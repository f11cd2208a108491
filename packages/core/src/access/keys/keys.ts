import { invalid } from '@reeve/contract/inputs/failure'
import type { Prisma } from '../../../generated/client.ts'
import type { WriteContext } from '../../context.ts'
import { isRange } from '../../kernel/addressRanges.ts'
import { newAuthKey } from '../passwords/password.ts'
import { addressesWithin, type Bounds, boundsOf, checkBounds } from './bounds.ts'

type Wanted = {
  user_id: number
  comment?: string | null
  allowed_ips?: string[]
  expiration?: Date | null | undefined
  read_only?: boolean
  uuid?: string | undefined
  classic?: boolean
}
const day = 86_400_000

/** Refuses texts that are no addresses, and an empty list where the instance requires addresses (docs/contract/people-data.md 1.2). */
export const checkAddresses = (settings: WriteContext['settings'], ranges: readonly string[] | undefined) => {
  const wrong = (ranges ?? []).filter((range) => !isRange(range))
  if (wrong.length > 0) invalid({ allowed_ips: wrong.map((range) => `${range} is not valid IP range`) })
  if (ranges?.length === 0 && settings['Security.mandate_ip_allowlist_advanced_authkeys'])
    invalid({ allowed_ips: ['Setting an ip allowlist is mandatory on this instance.'] })
}

/** When a key expires under the limit of the instance. Without a given time it is the limit itself (docs/contract/people-data.md 1.2). */
export const endOf = (settings: WriteContext['settings'], created: Date, input: Date | null | undefined): Date | null => {
  const days = settings['Security.advanced_authkeys_validity']
  if (days === 0) return input ?? null
  const latest = new Date(created.getTime() + days * day)
  if (input && input > latest)
    invalid({ expiration: [`A key may live for ${days} days at most, to ${latest.toISOString().slice(0, 10)}.`] })
  return input ?? latest
}

/** Makes a key; the answer carries it in clear text, this once. It never reaches further than the key of the caller (`known`, where it was read before). */
export const makeKey = async (ctx: WriteContext, { user_id, uuid, expiration, allowed_ips = [], ...rest }: Wanted, known?: Bounds) => {
  const now = ctx.ports.now()
  const bounds = known ?? (await boundsOf(ctx))
  const ranges = addressesWithin(bounds, allowed_ips)
  const end = expiration ?? bounds.expiration
  checkAddresses(ctx.settings, ranges)
  checkBounds(bounds, { allowed_ips: ranges, expiration: end })
  const authkey_raw = newAuthKey(ctx.ports.random)
  const key = await ctx.write.authKey.add({
    ...rest,
    allowed_ips: ranges,
    user_id,
    uuid: uuid ?? ctx.ports.random.uuid(),
    key_hash: ctx.ports.keyHash(authkey_raw),
    authkey_start: authkey_raw.slice(0, 4),
    authkey_end: authkey_raw.slice(-4),
    created: now,
    expiration: endOf(ctx.settings, now, end),
  })
  return { key, authkey_raw }
}

/** A key ends at this moment, unless it ends before. It is no longer the user's own key. */
export const endBy = async ({ read, write }: WriteContext, id: number, moment: Date) => {
  const key = await read.authKey.findUniqueOrThrow({ where: { id } })
  const ends = key.expiration === null || key.expiration > moment
  await write.authKey.edit(key, { classic: false, ...(ends && { expiration: moment }) })
}

/** Ends the valid keys that the condition names; they stay listed. */
export const endKeys = async ({ read, write, ports }: WriteContext, where: Prisma.AuthKeyWhereInput) => {
  const now = ports.now()
  const valid = { OR: [{ classic: true }, { expiration: null }, { expiration: { gt: now } }] }
  for (const key of await read.authKey.findMany({ where: { AND: [where, valid] } })) {
    const ended = key.expiration !== null && key.expiration <= now
    await write.authKey.edit(key, { classic: false, ...(!ended && { expiration: now }) })
  }
}
