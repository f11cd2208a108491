import { monthNamed } from '../../database/partitions.ts'
import type { Condition } from './conditions.ts'

/** A piece of time; without a beginning it goes back for ever, without an end it goes on. */
export type Stretch = { from?: Date; to?: Date }
/** All of time, in pieces of a month: each is in one part of the table, but the first and the last, which have no end. */
export const stretchesOf = (names: readonly string[], now: Date): Stretch[] => {
  const months = names.flatMap((name) => monthNamed(name) ?? []).sort((a, b) => (a.from < b.from ? -1 : 1))
  const edges = [...new Set(months.flatMap(({ from, to }) => [from, to]))].map((edge) => new Date(edge))
  // What is made ahead is empty: the present month goes on into the future, the oldest one into the past.
  const inner = edges.slice(1).filter((edge) => edge <= now)
  return [undefined, ...inner].map((from, at) => ({ ...(from && { from }), ...(inner[at] && { to: inner[at] }) }))
}
const slices = 8
/** A piece in slices, for what has to be read row by row: patience is looked at between them. */
export const sliced = (stretch: Stretch, now: Date): Stretch[] => {
  const high = (stretch.to ?? now).getTime()
  const low = stretch.from?.getTime() ?? high - 31 * 86_400_000
  const inner = Array.from({ length: slices - 1 }, (_, at) => new Date(low + ((high - low) / slices) * (at + 1)))
  return [stretch.from, ...inner].map((from, at) => ({
    ...(from && { from }),
    ...((inner[at] ?? stretch.to) && { to: inner[at] ?? stretch.to }),
  }))
}
/** The piece as conditions. */
export const bounds = ({ from, to }: Stretch): Condition[] => [
  ...(from ? [{ column: 'created', from } as const] : []),
  ...(to ? [{ column: 'created', before: to } as const] : []),
]
