import { isSiteAdmin, mayAssign } from '@reeve/contract/kernel/may'
import type { Prisma } from '../../../generated/client.ts'
import type { WriteContext } from '../../context.ts'
import { isNumber, isUuid } from '../../kernel/isNumber.ts'
import type { SheetRow } from './importSheet.ts'

type Ctx = Pick<WriteContext, 'read' | 'actor' | 'settings'>
type Org = Prisma.OrganisationModel
type Role = Prisma.RoleModel
type Named = { id: number; name: string; uuid?: string }
/** The row that was meant, or what is wrong with how it was called; null where nobody called it anything. */
type Found<R> = { row: R | null } | { problem: string }

const keyOf = (input: unknown) => String(input).trim()
const alike = (a: string, b: string) => a.toLowerCase() === b.toLowerCase()

/** By its name, in whatever case where only one fits; by its UUID; by its number. */
const pick = <R extends Named>(rows: readonly R[], key: string, unknown: string): Found<R> => {
  const exact = rows.find(({ name }) => name === key)
  if (exact) return { row: exact }
  const near = rows.filter(({ name }) => alike(name, key))
  if (near.length > 1) return { problem: `More than one is called “${key}”, differing in case only. Write it as it is, or give the id.` }
  const row = near[0] ?? rows.find(({ id, uuid }) => (uuid && alike(uuid, key)) || (isNumber(key) && id === Number(key)))
  return row ? { row } : { problem: unknown }
}

const meantOrgs = async ({ read, actor }: Ctx, keys: readonly string[], fallback: number) => {
  const uuids = keys.filter(isUuid)
  const ids = [fallback, ...keys.filter(isNumber).map(Number)]
  const values = { OR: [{ name: { in: [...keys], mode: 'insensitive' as const } }, { uuid: { in: uuids } }, { id: { in: ids } }] }
  return read.organisation.findMany({ where: { AND: [values, isSiteAdmin(actor) ? {} : { id: actor.org_id }] } })
}

/** Finds the organisation of a row. An org admin learns of no other than his own. */
const orgsFor = async (ctx: Ctx, rows: readonly SheetRow[], fallback = ctx.actor.org_id) => {
  const keys = [...new Set(rows.flatMap(({ input }) => (input.org_id === undefined ? [] : [keyOf(input.org_id)])))]
  const found = await meantOrgs(ctx, keys, fallback)
  const usual: Found<Org> = { row: found.find(({ id }) => id === fallback) ?? null }
  const unknown = (key: string) =>
    isSiteAdmin(ctx.actor)
      ? `There is no organisation “${key}” here. Add it first, or correct the name.`
      : `You add users to your own organisation only: ${ctx.actor.org}.`
  const known = new Map(keys.map((key) => [key, pick(found, key, unknown(key))]))
  return ({ input }: SheetRow) => (input.org_id === undefined ? usual : (known.get(keyOf(input.org_id)) ?? usual))
}

/** Finds the role of a row; the default one where none is named. */
const rolesFor = async ({ read, actor }: Ctx, fallback: number | undefined) => {
  const found = await read.role.findMany({ orderBy: { id: 'asc' } })
  const usual: Found<Role> = {
    row: found.find(({ id, default_role }) => (fallback === undefined ? default_role : id === fallback)) ?? null,
  }
  const offered = found.filter((role) => mayAssign(actor, role)).map(({ name }) => name)
  const unknown = (key: string) => `There is no role “${key}”. You may give: ${offered.join(', ')}.`
  return ({ input }: SheetRow) => (input.role_id === undefined ? usual : pick(found, keyOf(input.role_id), unknown(keyOf(input.role_id))))
}

/** Addresses that are taken: by users there are, and by rows before in the same file. */
const addressesFor = async ({ read }: Ctx, rows: readonly SheetRow[]) => {
  const of = ({ input }: SheetRow) => keyOf(input.email ?? '').toLowerCase()
  const values = [...new Set(rows.map(of))].filter((email) => email !== '')
  const users = await read.user.findMany({ where: { email: { in: values } }, select: { email: true } })
  const taken = new Set(users.map(({ email }) => email.toLowerCase()))
  const first = new Map<string, number>()
  for (const row of rows) if (!first.has(of(row))) first.set(of(row), row.line)
  return (row: SheetRow) => ({ isTaken: taken.has(of(row)), first: first.get(of(row)) ?? row.line })
}

type Defaults = { org_id?: number | undefined; role_id?: number | undefined }
/** What the rows of a file name, found with one question for each kind. */
export const namesIn = async (ctx: Ctx, rows: readonly SheetRow[], { org_id, role_id }: Defaults) => {
  const [orgOf, roleOf, addressOf] = [await orgsFor(ctx, rows, org_id), await rolesFor(ctx, role_id), await addressesFor(ctx, rows)]
  return (row: SheetRow) => ({ org: orgOf(row), role: roleOf(row), address: addressOf(row) })
}
export type Names = ReturnType<Awaited<ReturnType<typeof namesIn>>>
