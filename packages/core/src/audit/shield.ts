import { type Actor, isSiteAdmin, lesserThan } from '@reeve/contract/kernel/may'
import type { Read } from '../database/db.ts'
import type { Condition } from './data/conditions.ts'
import type { LogRow } from './data/walk.ts'

/** Auditors see the rows of their organisation. Site admins see all rows. */
export const seen = (actor: Actor) => (isSiteAdmin(actor) ? undefined : actor.org_id)

/**
 * The rows that an actor sees, as a condition. A row belongs to the organisation of who acted, and to that of whom or what it is about: an
 * auditor sees it where both are the auditor's own.
 */
export const seenBy = (actor: Actor): Condition[] => {
  const org_id = seen(actor)
  if (org_id === undefined) return []
  return [{ column: 'org_id', among: [org_id] }, { any: [{ empty: 'subject_org_id' }, { column: 'subject_org_id', among: [org_id] }] }]
}

/** Whose log rows hide a part from an actor. Both are empty for site admins. */
export type Shield = {
  /** Site admins: what was changed about them is for site admins (operations 5.3). */
  admins: readonly number[]
  /** Peers and higher ranks: from where, and with what, they came stays private (security 13). */
  peers: readonly number[]
}

export const shieldOf = async (read: Read, actor: Actor): Promise<Shield> => {
  if (isSiteAdmin(actor)) return { admins: [], peers: [] }
  const select = { id: true } as const
  const [admins, peers] = await Promise.all([
    read.user.findMany({ where: { role: { perm_site_admin: true } }, select }),
    read.user.findMany({ where: { org_id: actor.org_id, id: { not: actor.id }, NOT: { role: lesserThan(actor) } }, select }),
  ])
  return { admins: admins.map(({ id }) => id), peers: peers.map(({ id }) => id) }
}

const ofAccounts = ['add', 'edit', 'delete', 'undelete', 'reset_auth_key', 'change_pw']
const ofSignIns = ['login', 'login_fail', 'auth', 'auth_fail', 'auth_alert']

/** Rows whose `change` an actor does not read: those about site admins, and the sign-ins of peers, which tell addresses. */
const closed = ({ admins, peers }: Shield): Condition[] => [
  {
    all: [
      { column: 'model', among: ['User'] },
      { column: 'action', among: ofAccounts },
      { column: 'model_id', among: admins },
    ],
  },
  {
    all: [
      { column: 'action', among: ofSignIns },
      { column: 'user_id', among: peers },
    ],
  },
]
type Hidden = 'change' | 'ip' | 'title'
const asksFor = (condition: Condition, column: Hidden): boolean => {
  if ('not' in condition) return asksFor(condition.not, column)
  if ('any' in condition) return condition.any.some((one) => asksFor(one, column))
  if ('all' in condition) return condition.all.some((one) => asksFor(one, column))
  return 'column' in condition && condition.column === column
}

/** Rows whose address may be told. */
export const withoutPeers = ({ peers }: Shield): Condition[] => (peers.length > 0 ? [{ not: { column: 'user_id', among: peers } }] : [])

/** A condition on what is hidden finds none of the rows that hide it: nobody guesses letter by letter what is not shown. */
export const shielded = (conditions: readonly Condition[], shield: Shield): Condition[] => {
  if (shield.admins.length + shield.peers.length === 0) return [...conditions]
  const asks = (column: Hidden) => conditions.some((one) => asksFor(one, column))
  return [
    ...conditions,
    ...(asks('change') ? closed(shield).map((one): Condition => ({ not: one })) : []),
    ...(asks('title')
      ? closed(shield)
          .slice(1)
          .map((one): Condition => ({ not: one }))
      : []),
    ...(asks('ip') ? withoutPeers(shield) : []),
  ]
}

/** Titles of failed sign-ins tell the address too. */
const withoutAddress = (title: string) => title.replace(/ from IP: \S+?(?=[.]?(\s|$))/, '').replace(/ IP address \S+/, ' IP address')

type Shown = Pick<LogRow, 'title' | 'model' | 'model_id' | 'action' | 'user_id' | 'change' | 'before' | 'after' | 'ip' | 'user_agent'>
/** Log rows as an actor reads them. */
export const readBy =
  ({ admins, peers }: Shield) =>
  <R extends Shown>(row: R): R => {
    const ofAdmin = row.model === 'User' && ofAccounts.includes(row.action) && admins.includes(row.model_id)
    const ofPeer = peers.includes(row.user_id)
    return {
      ...row,
      ...(ofPeer && { ip: null, user_agent: null, title: withoutAddress(row.title) }),
      ...((ofAdmin || (ofPeer && ofSignIns.includes(row.action))) && { change: 'Redacted', before: null, after: null }),
    }
  }
