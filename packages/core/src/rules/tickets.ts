import { fail } from '@reeve/contract/failure'
import { z } from 'zod'
import type { ReadCtx, WriteCtx } from '../implement.ts'
import { mayAuthenticate } from './mayAuthenticate.ts'
import type { SigningIn } from './signIn.ts'

const Ticket = z.object({ id: z.number(), until: z.number(), mark: z.string() })
const end = 'the password was right'
const minutes = 5

/** Tells one password from the next, and nothing about it. */
const markOf = ({ ports }: Pick<WriteCtx, 'ports'>, { password }: SigningIn) =>
  ports.seal.derive(`mark of ${password}`, 12).toString('base64url')

/** Says for five minutes that the password of a user was right; nobody reads or makes one without SECRET_KEY. */
export const ticketOf = (ctx: WriteCtx, user: SigningIn) =>
  ctx.ports.seal.close(end, JSON.stringify({ id: user.id, until: ctx.ports.now().getTime() + minutes * 60_000, mark: markOf(ctx, user) }))

const read = (text: string | undefined) => {
  const json: unknown = text === undefined ? undefined : JSON.parse(text)
  return Ticket.safeParse(json).data
}

/** Whose password was right, if he may come in, has not changed it since, and was not too slow. */
export const holderOf = async (ctx: ReadCtx, ticket: string): Promise<SigningIn> => {
  const said = read(ctx.ports.seal.open(end, ticket))
  const now = ctx.ports.now()
  const user = said && (await ctx.read.user.findUnique({ where: { id: said.id }, include: { org: true, role: true } }))
  if (!said || !user || said.until < now.getTime() || said.mark !== markOf(ctx, user) || mayAuthenticate(user, now))
    return fail('unauthenticated', 'This took too long. Please sign in again.')
  return user
}
