import { z } from 'zod'
import { baseOf } from '../../kernel/baseUrl.ts'
import { defineJob, type JobCtx } from '../../request/defineJob.ts'
import { instanceObstacle } from '../compose/obstacles.ts'
import { enqueueMails } from '../send/enqueue.ts'
import { readKey } from './keys.ts'

/** Days ahead at which a user is warned, the nearest first. */
const warnings = [1, 7, 30]
const perPage = 200
const day = 24 * 3_600_000

type Owner = { id: number; email: string; gpgkey: string | null }
type Ending = { user_id: number; fingerprint: string; expires: Date; days: number }

const warningFor = (expires: Date | null, now: Date) => {
  const left = expires ? expires.getTime() - now.getTime() : Number.POSITIVE_INFINITY
  return warnings.find((days) => left <= days * day)
}

/** The key that ends soon, if it still works: nobody is warned of what is over. */
const endingOf = async ({ id, gpgkey }: Owner, now: Date): Promise<Ending | undefined> => {
  const { state, fingerprint, expires } = await readKey(gpgkey, now)
  const days = state === 'valid' ? warningFor(expires, now) : undefined
  return days !== undefined && fingerprint && expires ? { user_id: id, fingerprint, expires, days } : undefined
}

const textOf = ({ fingerprint, expires }: Ending, ctx: JobCtx) => {
  const { settings } = ctx
  const here = settings['MISP.org'] || 'this instance'
  return [
    `The OpenPGP key with which ${here} encrypts mail to you ends on ${expires.toISOString().slice(0, 10)}:`,
    '',
    `    ${fingerprint}`,
    '',
    `Prolong it or make a new one before that day, and paste the public key at ${baseOf(ctx)}/app/me.`,
    'After that day mail can no longer be encrypted to you, and what must not leave in clear will not reach you.',
    ...(settings['MISP.contact'] ? ['', `Questions are answered at ${settings['MISP.contact']}.`] : []),
  ].join('\n')
}

/** The ledger remembers that this end of this key was announced so many days ahead. A key that was prolonged has another end. */
const mark = ({ user_id, fingerprint, expires, days }: Ending) =>
  `key ${fingerprint.slice(-16)} ${expires.toISOString().slice(0, 10)} ${days} ${user_id}`

const warn = (ctx: JobCtx, ending: Ending) =>
  ctx.change(async (tx) => {
    const subject = ending.days === 1 ? 'Your OpenPGP key ends within a day' : `Your OpenPGP key ends within ${ending.days} days`
    const mail = { to: { user_id: ending.user_id }, kind: 'key_expiry', subject, text: textOf(ending, ctx), once: mark(ending) }
    const made = await enqueueMails(tx, [mail])
    return made.length > 0
  })

const owners = ({ read }: JobCtx, after: number) =>
  read.user.findMany({
    where: { id: { gt: after }, disabled: false, NOT: [{ gpgkey: null }, { gpgkey: '' }] },
    select: { id: true, email: true, gpgkey: true },
    orderBy: { id: 'asc' },
    take: perPage,
  })

/** Warns whose key ends within 30, 7 and 1 days, once each. Run twice, even at the same instant, one run warns and the other finds it done. */
export const keyHealth = defineJob({
  name: 'key_health',
  queue: 'default',
  attempts: 3,
  as: 'system',
  payload: z.object({}),
  about: () => 'OpenPGP keys that end soon',
  run: async (ctx) => {
    const { ports, signal, log } = ctx
    const obstacle = instanceObstacle(ctx)
    if (obstacle) return `Job done. No user was warned. ${obstacle}`
    let [looked, warned] = [0, 0]
    for (let page = await owners(ctx, 0); page.length > 0; page = await owners(ctx, page.at(-1)?.id ?? 0)) {
      for (const owner of page) {
        signal.throwIfAborted()
        const ending = await endingOf(owner, ports.now())
        looked += 1
        if (!ending || !(await warn(ctx, ending))) continue
        warned += 1
        log(`${owner.email}: the key ends on ${ending.expires.toISOString().slice(0, 10)}.`)
      }
    }
    return `Job done. Keys: ${looked}, users warned: ${warned}.`
  },
})
