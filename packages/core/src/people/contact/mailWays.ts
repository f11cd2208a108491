import type { mailWays } from '@reeve/contract/people/userMail'
import type { Prisma } from '../../../generated/client.ts'
import type { ReadContext } from '../../context.ts'
import { planOf } from '../../mail/compose/plan.ts'
import { readKey } from '../../mail/pgp/keys.ts'

type Way = (typeof mailWays)[number]
type Found = { way: Way; count: number; why: string; example: string | null }
/** Keys that are fetched at a time, and how long a preview looks at keys that nobody looked at lately, in milliseconds. */
const perPage = 500
const patience = 4000

/** How mails to these users would leave, each way with a number, a reason and one of its recipients. */
export const waysOf = async ({ read, ports, settings }: ReadContext, where: Prisma.UserWhereInput, wishes: { noClear: boolean }) => {
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
  const until = performance.now() + patience
  for (let after = 0; ; ) {
    const beyond = { AND: [keyed, { id: { gt: after } }] }
    const page = { where: beyond, select: { id: true, email: true, gpgkey: true }, orderBy: { id: 'asc' }, take: perPage } as const
    const users = await read.user.findMany(page)
    for (const { email, gpgkey } of users) {
      const { way, why } = planOf(await readKey(gpgkey, now), settings, wishes)
      add(way, why, email)
    }
    after = users.at(-1)?.id ?? after
    if (users.length < perPage) break
    if (performance.now() < until) continue
    const left = await read.user.count({ where: { AND: [keyed, { id: { gt: after } }] } })
    add('unchecked', 'They have a key; whether it still works is looked at when the mail leaves.', null, left)
    break
  }
  return [...found.values()].sort((a, b) => b.count - a.count)
}
