import { staysPlain } from '@reeve/contract/inputs/csv'
import { fail, invalid } from '@reeve/contract/inputs/failure'
import { may } from '@reeve/contract/kernel/may'
import { type ImportDone, type ImportInput, mostPasswords } from '@reeve/contract/people/userImport'
import { newPassword } from '../../access/passwords/password.ts'
import type { ReadContext, WriteContext } from '../../context.ts'
import { chunk } from '../../kernel/chunk.ts'
import { obstacleFor } from '../../mail/compose/mayMail.ts'
import { instanceObstacle } from '../../mail/compose/obstacles.ts'
import { refuseUselessKey } from '../../mail/pgp/mailKey.ts'
import { rowOfNew } from '../users/addUser.ts'
import { namesIn } from './importNames.ts'
import { type Candidate, type Ctx, lookAt, problemsIn } from './importRow.ts'
import { type Problem, type Sheet, sheetOf } from './importSheet.ts'

type Secret = { hashed: string; shown: string | null }
type User = NonNullable<Candidate['user']>['wanted']
/** What is found out before the transaction: what the file says, what is slow to know, and the hashes. */
type Found = { sheet: Sheet; slow: ReadonlyMap<number, Problem[]>; secrets: ReadonlyMap<number, Secret> }

/** Each row under the rules of a single addition, as things stand. */
const candidatesOf = async (ctx: Ctx, { rows }: Sheet, input: ImportInput, slow: Found['slow']): Promise<Candidate[]> => {
  const namesOf = await namesIn(ctx, rows, input)
  const found: Candidate[] = []
  for (const row of rows) {
    const one = await lookAt(ctx, row, namesOf(row))
    found.push({ ...one, problems: [...one.problems, ...(slow.get(row.line) ?? [])] })
  }
  return found
}

const isMailed = ({ passwords }: ImportInput, { password, disabled }: User) => passwords === 'mailed' && password === undefined && !disabled
const needsHash = ({ passwords }: ImportInput, { password }: User) => password !== undefined || passwords === 'shown'

/** What stands in the way of all of them. */
const hindrances = (ctx: ReadContext, input: ImportInput, candidates: readonly Candidate[]) => {
  const made = candidates.filter(({ user }) => user && needsHash(input, user.wanted)).length
  const obstacle = input.passwords === 'mailed' ? instanceObstacle(ctx) : undefined
  return [
    ...(obstacle ? [`No welcome would leave. ${obstacle}`] : []),
    ...(input.passwords === 'mailed' && !may.mailPasswords.test(ctx.actor, ctx.settings)
      ? ['Passwords by mail are turned off (MISP.disable_user_password_change).']
      : []),
    ...(made > mostPasswords
      ? [`These are ${made} passwords; at most ${mostPasswords} are made at once. Split the file, or have each mailed a welcome.`]
      : []),
  ]
}

/** A key that mail cannot be encrypted to, and whom a welcome would not reach. */
const slowProblems = async (ctx: ReadContext, input: ImportInput, { user }: Candidate): Promise<Problem[]> => {
  if (!user) return []
  const { gpgkey, disabled, expiration } = user.wanted
  const useless = await problemsIn(() => refuseUselessKey(ctx, { key: gpgkey }))
  if (useless.length > 0 || !isMailed(input, user.wanted)) return useless
  const obstacle = await obstacleFor({ gpgkey, disabled, expiration }, { noClear: true }, ctx.settings, ctx.ports.now())
  return obstacle ? [{ field: 'gpgkey', message: `No welcome would reach this user. ${obstacle}` }] : []
}

const told = 100
/** All or nothing: with any problem nothing is imported, and all of them are said. */
const refuse = ({ problems }: Sheet, candidates: readonly Candidate[]) => {
  if (problems.length > 0) invalid({ csv: problems })
  const failing = candidates.filter((one) => one.problems.length > 0)
  if (failing.length === 0) return
  const fields = failing.slice(0, told).map(({ line, problems: found }) => [`line ${line}`, found.map(({ message }) => message)])
  fail('invalid', `Nothing was imported: ${failing.length} of ${candidates.length} rows have problems.`, {
    fields: Object.fromEntries(fields),
  })
}

/** One that can be copied out of a spreadsheet as it is. */
const passwordFor = (ctx: ReadContext): string => {
  const password = newPassword(ctx.ports.random, ctx.settings)
  return staysPlain(password) ? password : passwordFor(ctx)
}
const atOnce = 2
/** Two at a time, so that whoever signs in meanwhile need not wait for all of them. */
const secretsFor = async (ctx: ReadContext, input: ImportInput, candidates: readonly Candidate[]) => {
  const wanting = candidates.filter(({ user }) => user && needsHash(input, user.wanted))
  const secrets = new Map<number, Secret>()
  for (const some of chunk(wanting, atOnce))
    await Promise.all(
      some.map(async ({ line, user }) => {
        const shown = user?.wanted.password === undefined ? passwordFor(ctx) : null
        secrets.set(line, { hashed: await ctx.ports.hash.make(shown ?? user?.wanted.password ?? ''), shown })
      }),
    )
  return secrets
}

/** Reads the file, and makes what is slow to make if it is to be imported. */
export const prepareImport = async (ctx: ReadContext, input: ImportInput): Promise<Found> => {
  const read = sheetOf(input)
  const first = await candidatesOf(ctx, read, input, new Map())
  const sheet = { ...read, problems: [...read.problems, ...hindrances(ctx, input, first)] }
  const slow = new Map<number, Problem[]>()
  for (const one of first) slow.set(one.line, await slowProblems(ctx, input, one))
  if (input.dry_run) return { sheet, slow, secrets: new Map() }
  refuse(
    sheet,
    first.map((one) => ({ ...one, problems: [...one.problems, ...(slow.get(one.line) ?? [])] })),
  )
  return { sheet, slow, secrets: await secretsFor(ctx, input, first) }
}

const answerOf = (
  { dry_run }: ImportInput,
  { sheet, secrets }: Found,
  candidates: readonly Candidate[],
  ids: ReadonlyMap<string, number>,
): ImportDone => ({
  dry_run,
  ...sheet,
  failed: candidates.filter(({ problems }) => problems.length > 0).length,
  rows: candidates.map(({ user: _, ...one }) => ({
    ...one,
    user_id: ids.get(one.email.toLowerCase()) ?? null,
    password: secrets.get(one.line)?.shown ?? null,
  })),
  batch: null,
})

/** Adds all of them or, in a dry run, says what would become of each; `welcome` mails those who are to get their password by mail. */
export const commitImport = async (
  ctx: WriteContext,
  input: ImportInput,
  found: Found,
  welcome: (ids: number[]) => Promise<string>,
): Promise<ImportDone> => {
  const candidates = await candidatesOf(ctx, found.sheet, input, found.slow)
  if (input.dry_run) return answerOf(input, found, candidates, new Map())
  refuse(found.sheet, candidates)
  const wanted = candidates.flatMap(({ line, user }) => (user ? [{ line, ...user }] : []))
  const rows = await ctx.write.user.addMany(
    wanted.map(({ line, wanted: { password: _, ...user }, place }) => {
      const secret = found.secrets.get(line)
      // A password that somebody else has seen is a temporary one.
      return rowOfNew(ctx, { ...user, ...(secret?.shown && { change_pw: true }) }, place, secret?.hashed)
    }),
  )
  const ids = new Map(rows.map(({ id, email }) => [email.toLowerCase(), id]))
  const mailed = wanted.flatMap((one) => (isMailed(input, one.wanted) ? [ids.get(one.wanted.email.toLowerCase()) ?? 0] : []))
  return { ...answerOf(input, found, candidates, ids), batch: mailed.length > 0 ? await welcome(mailed) : null }
}
