import { Failure } from '@reeve/contract/inputs/failure'
import { UserInput } from '@reeve/contract/people/userInputs'
import type { z } from 'zod'
import { wantStrong } from '../../access/passwords/password.ts'
import type { WriteContext } from '../../context.ts'
import { forbiddenFields, mayNotSet, restrictedFieldsOf } from '../../request/restrictedFields.ts'
import { wantAssignable, wantFree, wantSuitable } from '../users/accounts.ts'
import type { Names } from './importNames.ts'
import type { Problem, SheetRow } from './importSheet.ts'

export type Ctx = Pick<WriteContext, 'read' | 'actor' | 'settings'>
type Wanted = z.output<typeof UserInput>
type Place = { org_id: number; role_id: number }
/** A row as it has been looked at: whom it makes, if there are no problems. */
export type Candidate = {
  line: number
  email: string
  org: string | null
  role: string | null
  problems: Problem[]
  user?: { wanted: Wanted; place: Place }
}

const guarded = restrictedFieldsOf(UserInput)
/** A rule that is asked for every row refuses it, and the others go on. */
export const problemsIn = async (check: () => unknown): Promise<Problem[]> => {
  try {
    await check()
    return []
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    const told = Object.entries(error.fields).flatMap(([field, messages]) => messages.map((message) => ({ field, message })))
    return told.length > 0 ? told : [{ field: '_', message: error.message }]
  }
}

/** What an addition says must be right, and this actor's to say. */
const readRow = ({ actor, settings }: Ctx, { input }: SheetRow, place: Partial<Place>) => {
  const raw = { ...input, ...place }
  const read = UserInput.safeParse(raw)
  if (!read.success)
    return { problems: read.error.issues.map(({ path, message }) => ({ field: String(path[0] ?? '_'), message })), wanted: undefined }
  const refused = forbiddenFields(guarded, { raw, input: read.data, present: { ...actor } }, actor, settings)
  return { problems: refused.map((field) => ({ field, message: mayNotSet })), wanted: read.data }
}

/** One row under the rules of a single addition, all of them asked so that all problems are told at once. */
export const lookAt = async (ctx: Ctx, row: SheetRow, { org, role, address }: Names): Promise<Candidate> => {
  const place = {
    ...('row' in org && org.row && { org_id: org.row.id }),
    ...('row' in role && role.row && { role_id: role.row.id }),
  }
  const { org_id: _, role_id: __, ...rest } = row.input
  const { problems, wanted } = readRow(ctx, { ...row, input: rest }, place)
  const email = wanted?.email ?? String(row.input.email ?? '').trim()
  const org_id = place.org_id ?? 0
  const found = [
    ...row.problems,
    ...problems,
    ...('problem' in org ? [{ field: 'org_id', message: org.problem }] : await problemsIn(() => wantSuitable(ctx, org.row, email))),
    ...('problem' in role
      ? [{ field: 'role_id', message: role.problem }]
      : await problemsIn(() => wantAssignable(ctx, role.row, org_id, row.input.role_id !== undefined))),
    ...(await problemsIn(() => wantFree(address.isTaken))),
    ...(address.first < row.line && email ? [{ field: 'email', message: `Line ${address.first} has the same email address.` }] : []),
    ...(await problemsIn(() => wantStrong(ctx.settings, wanted?.password))),
  ]
  return {
    line: row.line,
    email,
    org: 'row' in org && org.row ? org.row.name : null,
    role: 'row' in role && role.row ? role.row.name : null,
    problems: found,
    ...(found.length === 0 && wanted && place.org_id && place.role_id
      ? { user: { wanted, place: { org_id: place.org_id, role_id: place.role_id } } }
      : {}),
  }
}
