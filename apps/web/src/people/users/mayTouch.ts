import { type Actor, isSiteAdmin, mayTouch as mayTouchUser, oversees } from '@reeve/contract/kernel/may'
import type { Row } from '../../kit/client/client.ts'
import { grantsOf } from '../roles/grantsOf.ts'

const userIn = (row: Row) => ({ id: Number(row.id), org_id: Number(row.org_id), role: grantsOf(row.role) })

/** Whether an actor who sees a user may also change that user. */
export const mayTouch = (actor: Actor, row: Row) => mayTouchUser(actor, userIn(row))

/** Whether an actor may see the keys, sessions and sign-ins of a user. */
export const isOverseen = (actor: Actor, row: Row) => oversees(actor, userIn(row))

/** Whether an actor may see the settings of a user: the own ones, and those of the organisation an org admin looks after. */
export const seesSettings = (actor: Actor, row: Row) =>
  isSiteAdmin(actor) || row.id === actor.id || (actor.perms.has('perm_admin') && row.org_id === actor.org_id)
