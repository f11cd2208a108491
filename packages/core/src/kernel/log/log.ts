import type { FailureNote } from '@reeve/contract/inputs/failure'
import type { Action } from '@reeve/contract/kernel/actions'
import type { Actor, From } from '@reeve/contract/kernel/may'
import type { SettingValues } from '@reeve/contract/settings/settings'
import type { Prisma } from '../../../generated/client.ts'
import type { Tx } from '../../database/db.ts'

/** Whose name a log row carries, where that is not the actor's (a failed sign-in belongs to the account that was tried). */
export type Person = { id: number; email: string; org_id: number; org: string }
export const SYSTEM: Person = { id: 0, email: 'SYSTEM', org_id: 0, org: 'SYSTEM' }

/** One entry of the log, in MISP's words, with what it was made of (operations 5.2, 5.9). */
export type Entry = Omit<FailureNote, 'action' | 'user_id'> & {
  action: Action
  description?: string
  before?: Record<string, unknown>
  after?: Record<string, unknown>
  by?: Person
  /** Whom or what the row is about: an organisation, or a user of one. Rows of the model User name theirs by `model_id`. */
  subject?: { org_id: number } | { user_id: number } | undefined
  event_id?: number
}

const longest = 65_535
/** Cut between letters: half a letter would come back longer than it went. */
const cut = (text: string) =>
  Buffer.byteLength(text) < longest
    ? text
    : `${Buffer.from(text)
        .subarray(0, longest - 3)
        .toString()
        .replace(/\uFFFD$/, '')}...`
const requestTypes: Record<From['way'], number> = { anonymous: 0, session: 0, key: 1, system: 2 }
const personOf = ({ id, email, org_id, org, from }: Actor): Person => (from.way === 'anonymous' ? SYSTEM : { id, email, org_id, org })

/** A row for `logs`. The client address is kept only where the instance says so (operations 5.2). */
export const logRow = (actor: Actor, settings: SettingValues, now: Date, entry: Entry): Prisma.LogCreateManyInput => {
  const { by = personOf(actor), change = '', description = '', title, before, after, subject, ...rest } = entry
  const { from } = actor
  return {
    ...rest,
    created: now,
    title: cut(title),
    change: cut(change),
    description: cut(description),
    // Rows of our own tables: dates become text, the rest is JSON already.
    ...(before && { before: before as Prisma.InputJsonObject }),
    ...(after && { after: after as Prisma.InputJsonObject }),
    user_id: by.id,
    email: by.email,
    org_id: by.org_id,
    org: by.org,
    subject_org_id: subject && 'org_id' in subject ? subject.org_id : null,
    ip: settings['MISP.log_client_ip'] ? from.ip : null,
    request_id: from.request_id,
    user_agent: from.user_agent,
    auth_key_id: from.auth_key_id,
    request_type: requestTypes[from.way],
  }
}

const userOf = ({ subject, model, model_id }: Entry) => {
  if (subject) return 'user_id' in subject ? subject.user_id : undefined
  return model === 'User' && model_id > 0 ? model_id : undefined
}
/** Entries with the organisation of whom they are about: an auditor sees only those about the auditor's own. */
export const withSubjects = async (tx: Tx, actor: Actor, entries: readonly Entry[]): Promise<Entry[]> => {
  const orgs = new Map<number, number>([
    [actor.id, actor.org_id],
    ...entries.flatMap(({ by }): [number, number][] => (by ? [[by.id, by.org_id]] : [])),
  ])
  const unknown = new Set(entries.map(userOf).filter((id) => id !== undefined && !orgs.has(id)))
  const ids = [...unknown].filter((id) => id !== undefined)
  if (ids.length > 0)
    for (const { id, org_id } of await tx.user.findMany({ where: { id: { in: ids } }, select: { id: true, org_id: true } }))
      orgs.set(id, org_id)
  return entries.map((entry) => {
    const org_id = orgs.get(userOf(entry) ?? 0)
    return org_id === undefined ? entry : { ...entry, subject: { org_id } }
  })
}

export const writeLogs = async (tx: Tx, rows: Prisma.LogCreateManyInput[]) =>
  void (rows.length > 0 && (await tx.log.createMany({ data: rows })))

/** What is known of the client, as the `change` of sign-ins shows it (operations 5.7). */
export const profileOf = ({ user_agent, ip }: From, more: Record<string, unknown> = {}) => JSON.stringify({ user_agent, ip, ...more })
