import { invalid } from '@reeve/contract/failure'
import type { Read } from '../db.ts'

/** A name or UUID that another organisation has, told by field before the database would refuse it. */
export const refuseTaken = async (read: Read, { name, uuid }: { name?: string | undefined; uuid?: string | undefined }, own = 0) => {
  const others = await read.organisation.findMany({
    where: { id: { not: own }, OR: [...(name ? [{ name }] : []), ...(uuid ? [{ uuid }] : [])] },
    select: { name: true, uuid: true },
  })
  const fields = {
    ...(others.some((other) => other.name === name) && { name: ['An organisation with this name already exists.'] }),
    ...(others.some((other) => other.uuid === uuid) && { uuid: ['An organisation with this UUID already exists.'] }),
  }
  if (Object.keys(fields).length > 0) invalid(fields)
}
