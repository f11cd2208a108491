import { createHash } from 'node:crypto'
import { fail, invalid } from '@reeve/contract/inputs/failure'
import { Registration, registrations, type Wanted } from '@reeve/contract/people/registrations'
import { z } from 'zod'
import type { Prisma } from '../../generated/client.ts'
import { mailCredentials } from '../access/passwords/mailCredentials.ts'
import { newPassword } from '../access/passwords/password.ts'
import type { ReadContext, WriteContext } from '../context.ts'
import { networkOf } from '../database/limit.ts'
import { SYSTEM } from '../kernel/log/log.ts'
import { obstacleFor } from '../mail/compose/mayMail.ts'
import { instanceObstacle } from '../mail/compose/obstacles.ts'
import { refuseUselessKey } from '../mail/pgp/mailKey.ts'
import { eachRow } from '../request/eachRow.ts'
import { implement, prepared, type Rows } from '../request/implement.ts'
import { listsOf } from '../request/lists.ts'
import { addUser } from './users/addUser.ts'

type Row = Prisma.InboxModel
const type = 'registration'

const rows: Rows<Row, Prisma.InboxWhereInput> = {
  scope: () => ({ type, deleted: false }),
  find: (read, where) => read.inbox.findFirst({ where }),
  mayChange: () => true,
}

const Data = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
/** What was asked for, beside what the inbox knows of every request. */
const shown = (row: Row) => {
  const data = Data.parse(row.data)
  const text = (key: string) => String(data[key] ?? '')
  const custom_perms = ['perm_sync', 'perm_publish', 'perm_admin'].filter((perm) => data[perm] === true)
  return { ...row, data, email: text('email'), org_name: text('org_name'), org_uuid: text('org_uuid'), pgp: text('pgp'), custom_perms }
}

const lists = listsOf(
  {
    rows,
    row: Registration,
    table: 'inbox',
    many: ({ read }, window) => read.inbox.findMany(window),
    count: (read, where, take) => read.inbox.count({ where, take }),
    show: async (_, found) => found.map(shown),
  },
  registrations,
)

const hourly = 10
/** The form is open to the world: so many requests from one network in an hour, and no more. */
const admit = async (ctx: ReadContext, { pgp }: Wanted) => {
  const { count, left } = await ctx.limits.count('register', networkOf(ctx.actor.from.ip), 3600)
  if (count > hourly) fail('busy', 'Too many requests came from your network. Please try again later.', { data: { wait: left } })
  await refuseUselessKey(ctx, { key: pgp, field: 'pgp' })
}

/** The registrations of these names that still wait, oldest first. */
const waiting = async ({ read }: Pick<ReadContext, 'read'>, ids: readonly (number | string)[]) =>
  (
    await read.inbox.findMany({
      where: {
        type,
        deleted: false,
        OR: [
          { id: { in: ids.filter((id): id is number => typeof id === 'number') } },
          { uuid: { in: ids.filter((id): id is string => typeof id === 'string') } },
        ],
      },
      orderBy: { id: 'asc' },
    })
  ).map(shown)

type Waiting = ReturnType<typeof shown>
/** `obstacle`: why no mail would bring it; undefined where none is wanted, too. */
type Fresh = { password: string; hash: string; mailed: boolean; obstacle: string | undefined }

/** A temporary password, and how it will reach whoever asked: by a welcome mail where one is wanted and can leave. */
const freshFor = async (ctx: ReadContext, { pgp }: Waiting, welcome: boolean): Promise<Fresh> => {
  const { ports, settings } = ctx
  const password = newPassword(ports.random, settings)
  const reader = { gpgkey: pgp || null, disabled: false, expiration: null }
  const hindrance = () => instanceObstacle(ctx) ?? obstacleFor(reader, { noClear: true }, settings, ports.now())
  const obstacle = welcome ? await hindrance() : undefined
  return { password, hash: await ports.hash.make(password), mailed: welcome && obstacle === undefined, obstacle }
}

type Target = { org_id: number; role_id: number | undefined }
const accept = async (ctx: WriteContext, asked: Waiting, { org_id, role_id }: Target, { password, hash, mailed, obstacle }: Fresh) => {
  const { id, email, pgp: gpgkey } = asked
  const wanted = { email, gpgkey, org_id, role_id, change_pw: true, contactalert: true }
  const { id: user_id } = await addUser(ctx, wanted, mailed ? undefined : hash)
  if (mailed) await mailCredentials(ctx, { id: user_id, email }, 'welcome', { password, hash })
  await ctx.write.inbox.delete(asked)
  await noteOf(ctx, 'registration', `User registration success for ${email} (id=${user_id})`)
  const message = mailed ? 'Added. A welcome mail with a temporary password is on its way.' : obstacle ? `Added. ${obstacle}` : 'Added.'
  return { id, email, message, user_id, password: mailed ? null : password }
}
const noteOf = ({ write, actor }: WriteContext, action: 'registration' | 'registration_error', title: string) =>
  write.note({ action, model: 'User', model_id: actor.id, title, by: SYSTEM })

const organisationOf = async ({ read }: WriteContext, input: number | string) =>
  (await read.organisation.findUnique({ where: typeof input === 'number' ? { id: input } : { uuid: input } })) ??
  invalid({ org_id: ['Invalid organisation'] })

export const registrationsImplementation = implement(registrations, rows, {
  ...lists,
  view: async (_, row) => shown(row),

  add: prepared(admit, async ({ write, ports, actor: { from } }, input) => {
    const user_agent = from.user_agent || null
    const data = Data.parse({
      ...Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined)),
      message: input.message ?? '',
    })
    const { id } = await write.inbox.add({
      uuid: ports.random.uuid(),
      title: `User registration for ${input.email}.`,
      type,
      ip: from.ip,
      user_agent,
      user_agent_sha256: createHash('sha256')
        .update(user_agent ?? '')
        .digest('hex'),
      comment: input.message ?? '',
      timestamp: ports.now(),
      data,
    })
    return { id }
  }),

  /** Each gets a temporary password, which is mailed or else shown to the admin, and must be changed at the first sign-in. */
  accept: prepared(
    async (ctx, { ids, notify }) => {
      const made = (await waiting(ctx, ids)).map(async (one) => [one.id, await freshFor(ctx, one, notify)] as const)
      return new Map(await Promise.all(made))
    },
    async (ctx, { ids, org_id, role_id }, passwords) => {
      const org = await organisationOf(ctx, org_id)
      const asked = await waiting(ctx, ids)
      const results = await eachRow(ctx, asked, async (one) => {
        const fresh = passwords.get(one.id) ?? fail('conflict', 'This request has just arrived. Accept it again.')
        return accept(ctx, one, { org_id: org.id, role_id }, fresh)
      })
      // With its first user an organisation is a local one.
      if (results.some(({ done }) => done)) await ctx.write.organisation.edit(org, { local: true })
      for (const one of results)
        if (!one.done) await noteOf(ctx, 'registration_error', `User registration failed for ${one.row.email}. Reason: ${one.message}`)
      return {
        results: results.map((one) =>
          one.done
            ? { ...one.answer, done: true }
            : { id: one.row.id, email: one.row.email, done: false, message: one.message, user_id: null, password: null },
        ),
      }
    },
  ),

  discard: async (ctx, { ids }) => {
    const found = await waiting(ctx, ids)
    for (const row of found) await ctx.write.inbox.delete(row)
    if (found.length > 0)
      await ctx.write.note({
        action: 'discardRegistrations',
        model: 'User',
        model_id: ctx.actor.id,
        title: `${found.length} registration(s) discarded.`,
        change: found.map(({ email }) => email).join(', '),
      })
    return { discarded: found.length }
  },
})
