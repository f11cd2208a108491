import { fail, invalid } from '@reeve/contract/inputs/failure'
import type { Rule } from '@reeve/contract/kernel/may'
import { isSiteAdmin, may } from '@reeve/contract/kernel/may'
import { UserInput } from '@reeve/contract/people/userInputs'
import { z } from 'zod'
import type { BringBack } from '../audit/undo.ts'
import type { UndoModel } from '../audit/undoFields.ts'
import type { WriteContext } from '../context.ts'
import { mayNotSet, restrictedFieldsOf } from '../request/restrictedFields.ts'
import { refuseTaken } from './organisations/usedBy.ts'
import { assignableRole, refuseTakenEmail, suitableOrg } from './users/accounts.ts'

type Input = Record<string, unknown>
const gone = 'This entry of the log does not hold enough to bring it back.'
const allowed = (ctx: WriteContext, rule: Rule) => {
  if (!rule.test(ctx.actor, ctx.settings)) fail('forbidden', `This needs the permission “${rule.name}”.`)
}

const guarded = restrictedFieldsOf(UserInput).filter(([name]) => name !== 'org_id')
const Account = z.looseObject({ email: z.string(), org_id: z.number(), role_id: z.number() })

/** As adding him: the organisation takes him, the role may be given, the address is free. No key, no password. */
const user = async (ctx: WriteContext, id: number, before: Input) => {
  allowed(ctx, may.addUsers)
  const account = Account.safeParse(before).data ?? fail('conflict', gone)
  if (account.org_id !== ctx.actor.org_id && !isSiteAdmin(ctx.actor)) fail('forbidden', 'This user is of another organisation.')
  const refused = guarded.filter(([name, rule]) => Boolean(account[name]) && !rule.test(ctx.actor, ctx.settings))
  if (refused.length > 0) invalid(Object.fromEntries(refused.map(([name]) => [name, [mayNotSet]])))
  await suitableOrg(ctx, account.org_id, account.email)
  await assignableRole(ctx, account.role_id, account.org_id)
  await refuseTakenEmail(ctx.read, account.email)
  await ctx.write.user.bringBack({ ...account, id, change_pw: true })
}

const Named = z.looseObject({ name: z.string() })
const Identified = z.looseObject({ name: z.string(), uuid: z.string() })
const organisation = async (ctx: WriteContext, id: number, before: Input) => {
  allowed(ctx, may.siteAdmin)
  const row = Identified.safeParse(before).data ?? fail('conflict', gone)
  await refuseTaken(ctx.read, row)
  await ctx.write.organisation.bringBack({ ...row, id })
}

/** The default role has been chosen anew since. */
const role = async (ctx: WriteContext, id: number, before: Input) => {
  allowed(ctx, may.siteAdmin)
  const row = Named.safeParse(before).data ?? fail('conflict', gone)
  await ctx.write.role.bringBack({ ...row, id, default_role: false })
}

/** A deleted row comes back with its id, under the rules for adding one today. */
export const bringBackPeople: Record<UndoModel, BringBack> = {
  User: user,
  Organisation: organisation,
  Role: role,
}
