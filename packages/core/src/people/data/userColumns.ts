import { type Actor, isSiteAdmin, may, oversees } from '@reeve/contract/kernel/may'
import { undoableDays } from '@reeve/contract/people/merges'
import type { SettingValues } from '@reeve/contract/settings/settings'

type Whom = Parameters<typeof oversees>[1]
type Told = (actor: Actor, user: Whom, settings: SettingValues) => boolean

/** A column that names a user, and what his deletion makes of its rows. */
export type UserColumn = {
  table: string
  column: string
  what: string
  why: string
  /** Which rows name him, where it is not those with his number in the column. */
  condition?: string
  /** Who may know how many there are; where nothing is said, whoever may delete him. */
  told?: Told
}
const ofOverseers: Told = (actor, user) => oversees(actor, user)
const ofSiteAdmins: Told = (actor) => isSiteAdmin(actor)
const ofAuditors: Told = (actor, _, settings) => may.audit.test(actor, settings)

/** Every column whose rows go with the user. */
export const goingColumns: readonly UserColumn[] = [
  { table: 'auth_keys', column: 'user_id', what: 'Auth keys', why: 'Whatever uses them stops working.', told: ofOverseers },
  { table: 'sessions', column: 'user_id', what: 'Sessions', why: 'They end immediately.', told: ofOverseers },
  {
    table: 'mailed_codes',
    column: 'user_id',
    what: 'Codes by mail',
    why: 'A sign-in that waits for one ends there.',
    told: ofOverseers,
  },
  { table: 'user_settings', column: 'user_id', what: 'Settings of his own', why: 'They do not come back with a restored account.' },
  { table: 'saved_views', column: 'user_id', what: 'Saved views of his own', why: 'Those that he shared stay.' },
  { table: 'monitored', column: 'user_id', what: 'Watch', why: 'It ends; what it recorded stays.', told: ofSiteAdmins },
]

const moved = `undone IS NULL AND created > now() - interval '${undoableDays} days' AND journal #> '{moved,users.org_id}' @> to_jsonb($1::int)`
/** Every column that keeps naming him afterwards, with the reason. A walk over the schema knows all of both lists. */
export const stayingColumns: readonly UserColumn[] = [
  { table: 'logs', column: 'user_id', what: 'Log entries', why: 'History keeps who did what, with the e-mail address.', told: ofAuditors },
  { table: 'access_logs', column: 'user_id', what: 'Requests', why: 'The log of requests is history as well.', told: ofSiteAdmins },
  { table: 'api_use', column: 'user_id', what: 'Counts of API use', why: 'They go on counting in the statistics.', told: ofSiteAdmins },
  { table: 'jobs', column: 'user_id', what: 'Jobs', why: 'Waiting jobs fail, because the user they would run as no longer exists.' },
  { table: 'mails', column: 'user_id', what: 'Mails', why: 'The ledger keeps them; those that still wait are not sent.' },
  { table: 'users', column: 'invited_by', what: 'Users added', why: 'They keep their accounts.' },
  {
    table: 'organisations',
    column: 'created_by',
    what: 'Organisations added',
    why: 'They stay; who added them is then unknown.',
    told: ofSiteAdmins,
  },
  {
    table: 'organisation_merges',
    column: 'user_id',
    what: 'Merges of organisations',
    why: 'Others can still undo them.',
    told: ofSiteAdmins,
  },
  {
    table: 'organisation_merges',
    column: 'journal',
    what: 'Merges that moved the account',
    why: 'Undone, they leave it out and say so.',
    condition: moved,
    told: ofSiteAdmins,
  },
]
