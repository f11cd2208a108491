/**
 * Misuses that must not compile: each line below is an error of the compiler, and `pnpm check` fails when one stops being it.
 * Nothing here ever runs.
 */
import { users } from '@reeve/contract/people/users'
import { z } from 'zod'
import { type Handler, implement, noRows, prepared, type ReadCtx, type WriteCtx } from '../request/implement.ts'
import { job } from '../request/job.ts'

const letter = job({
  name: 'letter',
  queue: 'email',
  attempts: 1,
  as: 'system',
  payload: z.object({ user_id: z.number() }),
  about: () => '',
  run: async () => '',
})

// @ts-expect-error a change through `read`
export const writeThroughRead = (ctx: WriteCtx) => ctx.read.user.update({ where: { id: 1 }, data: { disabled: true } })

// @ts-expect-error a slow hash inside a transaction
export const hashInTransaction = (ctx: WriteCtx) => ctx.ports.hash.make('x')

// @ts-expect-error the network or the pool inside a transaction
export const poolInTransaction = (ctx: WriteCtx) => ctx.sql.userInFull(1)

// @ts-expect-error a change in a question
export const writeInQuestion = (ctx: ReadCtx) => ctx.write.user.delete({ id: 1 })

// @ts-expect-error a quiet change of a logged table
export const unloggedWrite = (ctx: WriteCtx) => ctx.write.user.deleteMany({})

// @ts-expect-error a change of the log itself
export const forgedLog = (ctx: WriteCtx) => ctx.write.log.add({ title: 'x' })

// @ts-expect-error a job with another payload than it declares
export const wrongPayload = (ctx: WriteCtx) => ctx.enqueue(letter, { user: 3 })

// @ts-expect-error a noun without all its handlers
export const missingHandler = implement(users, noRows, { view: async (_: ReadCtx, row: never) => row })

// @ts-expect-error an answer that lacks what is declared
export const wrongAnswer: Handler<typeof users.delete, { id: number }> = async () => ({ di: 1 })

// @ts-expect-error a question about something that is not in the input
export const wrongInput = implement({ add: users.add }, noRows, { add: async (_: WriteCtx, { emial }) => emial })

const number = async () => 1
// @ts-expect-error `prepare` and `commit` that do not fit each other
export const wrongPreparation = prepared(number, async (_: WriteCtx, found: string) => ({ id: found.length }))

// @ts-expect-error an action the log does not know
export const unknownAction = (ctx: WriteCtx) => ctx.write.note({ action: 'invented', model: 'User', model_id: 1, title: '' })
