import { type Actor, exceeds, isSiteAdmin, oversees } from '@reeve/contract/kernel/may'
import { Role } from '@reeve/contract/people/roles'
import type { Row } from '../../kit/client/client.ts'

const Granting = Role.pick({
  perm_admin: true,
  perm_site_admin: true,
  perm_sync: true,
  perm_regexp_access: true,
  restricted_to_site_admin: true,
})
const none = { perm_admin: false, perm_site_admin: false, perm_sync: false, perm_regexp_access: false, restricted_to_site_admin: false }

/** What a role grants that not everybody may give; what the row does not say, it does not grant. */
export const grantsOf = (role: unknown) => ({ ...none, ...Granting.partial().safeParse(role).data })

/** Whether an actor who sees a user may also change him. */
export const mayTouch = (actor: Actor, row: Row) => isSiteAdmin(actor) || row.id === actor.id || !exceeds(actor, grantsOf(row.role))

/** Whether keys, sessions and sign-ins of a user are an actor's business. */
export const isOverseen = (actor: Actor, row: Row) =>
  oversees(actor, { id: Number(row.id), org_id: Number(row.org_id), role: grantsOf(row.role) })

/** Whether the settings of a user are an actor's to see: his own, and those of the organisation that he keeps. */
export const seesSettings = (actor: Actor, row: Row) =>
  isSiteAdmin(actor) || row.id === actor.id || (actor.perms.has('perm_admin') && row.org_id === actor.org_id)
