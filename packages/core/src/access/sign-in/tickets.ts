import { fail } from '@reeve/contract/inputs/failure'
import { z } from 'zod'
import type { ReadContext, WriteContext } from '../../context.ts'
import { mayAuthenticate } from '../actors/mayAuthenticate.ts'
import type { SigningIn } from './signIn.ts'

const Ticket = z.object({ id: z.number(), until: z.number(), mark: z.string(), code: z.string().optional() })
/** What a ticket proves, and for how many minutes. */
const ends = {
  password: { says: 'the password was right', minutes: 5 },
  mailbox: { says: 'the mailbox was read', minutes: 10 },
  mailedCode: { says: 'the password was right and a code was mailed', minutes: 60 },
} as const
type End = keyof typeof ends

/** Tells one password from the next, and nothing about it. */
const markOf = ({ ports }: { ports: Pick<WriteContext['ports'], 'seal'> }, { password }: Pick<SigningIn, 'password'>) =>
  ports.seal.derive(`mark of ${password}`, 12).toString('base64url')

/** Says for a few minutes what somebody has proven; nobody reads or makes one without SECRET_KEY, and a new password ends it. */
export const ticketOf = (
  ctx: { ports: Pick<WriteContext['ports'], 'seal' | 'now'> },
  user: Pick<SigningIn, 'id' | 'password'>,
  end: End = 'password',
  code?: string,
) => {
  const { says, minutes } = ends[end]
  const until = ctx.ports.now().getTime() + minutes * 60_000
  const sealed = ctx.ports.seal.close(says, JSON.stringify({ id: user.id, until, mark: markOf(ctx, user), code }))
  // Fit for addresses and cookies.
  return Buffer.from(sealed).toString('base64url')
}

const read = (text: string | undefined) => {
  const json: unknown = text === undefined ? undefined : JSON.parse(text)
  return Ticket.safeParse(json).data
}

const opened = async (ctx: ReadContext | WriteContext, ticket: string, end: End) => {
  const values = read(ctx.ports.seal.open(ends[end].says, Buffer.from(ticket, 'base64url').toString()))
  const now = ctx.ports.now()
  const user = values && (await ctx.read.user.findUnique({ where: { id: values.id }, include: { org: true, role: true } }))
  if (!values || !user || values.until < now.getTime() || values.mark !== markOf(ctx, user) || mayAuthenticate(user, now))
    return fail(
      'unauthenticated',
      end === 'mailbox' ? 'This link has been used, or is too old. Ask for another.' : 'This took too long. Please sign in again.',
    )
  return { user, id: values.code ?? '' }
}

/** Whose password was right, if he may come in, has not changed it since, and was not too slow. */
export const holderOf = async (
  ctx: ReadContext | WriteContext,
  ticket: string,
  end: 'password' | 'mailbox' = 'password',
): Promise<SigningIn> => (await opened(ctx, ticket, end)).user

/** The same, with the code that was mailed to him. */
export const challengeOf = (ctx: ReadContext, ticket: string) => opened(ctx, ticket, 'mailedCode')
