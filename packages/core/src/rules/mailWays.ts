import type { mailWays } from '@reeve/contract/resources/userMail'
import type { Prisma } from '../../generated/client.ts'
import type { ReadCtx } from '../implement.ts'
import { planOf } from '../mail/plan.ts'
import { readKey } from '../pgp/keys.ts'

type Way = (typeof mailWays)[number]
type Found = { way: Way; count: number; why: string; example: string | null }
/** Keys that one preview looks at; reading one takes milliseconds. */
const mostKeys = 300

/** How mails to these users would leave, each way with a number, a reason and one of its recipients. */
export const waysOf = async ({ read, ports, settings }: ReadCtx, where: Prisma.UserWhereInput, wishes: { noClear: boolean }) => {
  const now = ports.now()
  const found = new Map<string, Found>()
  const add = (way: Way, why: string, email: string | null, count = 1) => {
    const known = found.get(`${way} ${why}`)
    if (known) known.count += count
    else if (count > 0) found.set(`${way} ${why}`, { way, count, why, example: email })
  }
  const keyless = { AND: [where, { OR: [{ gpgkey: null }, { gpgkey: '' }] }] }
  const without = await read.user.count({ where: keyless })
  const one = without > 0 ? await read.user.findFirst({ where: keyless, select: { email: true }, orderBy: { id: 'asc' } }) : null
  const plan = planOf({ state: 'none', problem: null }, settings, wishes)
  add(plan.way, plan.why, one?.email ?? null, without)
  const keyed = { AND: [where, { gpgkey: { not: null } }, { NOT: { gpgkey: '' } }] }
  const users = await read.user.findMany({ where: keyed, select: { email: true, gpgkey: true }, orderBy: { id: 'asc' }, take: mostKeys })
  for (const { email, gpgkey } of users) {
    const { way, why } = planOf(await readKey(gpgkey, now), settings, wishes)
    add(way, why, email)
  }
  if (users.length === mostKeys)
    add(
      'unchecked',
      'They have a key; whether it still works is looked at when the mail leaves.',
      null,
      (await read.user.count({ where: keyed })) - mostKeys,
    )
  return [...found.values()].sort((a, b) => b.count - a.count)
}
