/**
 * Misuses that must not compile: each line below is an error of the compiler, and `pnpm check` fails when one stops being it.
 * Nothing here ever runs.
 */
import { field } from '@reeve/contract/kernel/fields'
import { has } from '@reeve/contract/kernel/filters'
import { may } from '@reeve/contract/kernel/may'
import { operationsOn } from '@reeve/contract/kernel/operation'
import { users } from '@reeve/contract/people/users'
import { z } from 'zod'
import type { ReadContext, WriteContext } from '../context.ts'
import { defineJob } from '../request/defineJob.ts'
import { type Handler, implement, noRows, prepared } from '../request/implement.ts'

const letter = defineJob({
  name: 'letter',
  queue: 'email',
  attempts: 1,
  as: 'system',
  payload: z.object({ user_id: z.number() }),
  about: () => '',
  run: async () => '',
})

// @ts-expect-error a change through `read`
export const writeThroughRead = (ctx: WriteContext) => ctx.read.user.update({ where: { id: 1 }, data: { disabled: true } })

// @ts-expect-error a slow hash inside a transaction
export const hashInTransaction = (ctx: WriteContext) => ctx.ports.hash.make('x')

// @ts-expect-error the network inside a transaction
export const networkInTransaction = (ctx: WriteContext) => ctx.ports.smtp

// @ts-expect-error the pool inside a transaction
export const poolInTransaction = (ctx: WriteContext) => ctx.limits.forget('rate', '1')

// @ts-expect-error a change in a question
export const writeInQuestion = (ctx: ReadContext) => ctx.write.user.delete({ id: 1 })

// @ts-expect-error a quiet change of a logged table
export const unloggedWrite = (ctx: WriteContext) => ctx.write.user.deleteMany({})

// @ts-expect-error a change of the log itself
export const forgedLog = (ctx: WriteContext) => ctx.write.log.add({ title: 'x' })

// @ts-expect-error a job with another payload than it declares
export const wrongPayload = (ctx: WriteContext) => ctx.enqueue(letter, { user: 3 })

// @ts-expect-error a noun without all its handlers
export const missingHandler = implement(users, noRows, { view: async (_: ReadContext, row: never) => row })

// @ts-expect-error an answer that lacks what is declared
export const wrongAnswer: Handler<typeof users.delete, { id: number }> = async () => ({ di: 1 })

// @ts-expect-error a question about something that is not in the input
export const wrongInput = implement({ add: users.add }, noRows, { add: async (_: WriteContext, { emial }) => emial })

const number = async () => 1
// @ts-expect-error `prepare` and `commit` that do not fit each other
export const wrongPreparation = prepared(number, async (_: WriteContext, found: string) => ({ id: found.length }))

// @ts-expect-error an action the log does not know
export const unknownAction = (ctx: WriteContext) => ctx.write.note({ action: 'invented', model: 'User', model_id: 1, title: '' })

const { list } = operationsOn('misuses', { row: z.object({ id: z.number() }), one: z.object({}), added: z.object({}) })
// @ts-expect-error a filter of a column that rows do not declare
export const filterOfSecret = list({ summary: '', allow: may.siteAdmin, filters: { search: has('Search', 'password') } })

// @ts-expect-error a sort by another column than the field's own or the name of a related row
export const sortBySecret = field(z.string(), { label: 'Key', sort: 'key_hash' })
