import type { User, UserInFull } from '@reeve/contract/people/users'
import type { z } from 'zod'
import type { Ask } from '../../database/sql.ts'

type Me = z.input<typeof UserInFull>
/** A user with organisation and role in full, the role without its computed level. */
type FullRow = Omit<Me, 'role'> & { role: Omit<Me['role'], 'permission' | 'permission_description'> }

const userInFull = `
  SELECT u.*, u.email::text AS email, u.totp IS NOT NULL AS totp_is_set, to_jsonb(r) AS role, to_jsonb(o) AS org,
    COALESCE((SELECT jsonb_object_agg(s.setting, s.value) FROM user_settings s WHERE s.user_id = u.id), '{}') AS user_settings,
    COALESCE((SELECT jsonb_agg(jsonb_build_object('id', a.id, 'email', a.email) ORDER BY a.id)
      FROM users a JOIN roles ar ON ar.id = a.role_id
      WHERE a.org_id = u.org_id AND a.id <> u.id AND NOT a.disabled AND ar.perm_admin AND NOT ar.perm_site_admin), '[]') AS org_admins
  FROM users u JOIN roles r ON r.id = u.role_id JOIN organisations o ON o.id = u.org_id WHERE u.id = $1`

const usersInList = `
  SELECT u.id, u.org_id, u.server_id, u.email::text AS email, u.autoalert, u.invited_by, u.gpgkey, u.certif_public, u.nids_sid, u.termsaccepted,
    u.newsread, u.role_id, u.change_pw, u.contactalert, u.disabled, u.expiration, u.current_login, u.last_login, u.last_api_access,
    u.force_logout, u.date_created, u.date_modified, u.last_pw_change, u.version,
    EXISTS (SELECT FROM monitored m WHERE m.user_id = u.id) AS monitored, o.name AS org, r.name AS role, r.perm_auth, r.perm_site_admin, r.perm_admin
  FROM unnest($1::int[]) WITH ORDINALITY AS asked(id, place)
    JOIN users u USING (id) JOIN roles r ON r.id = u.role_id JOIN organisations o ON o.id = u.org_id ORDER BY asked.place`
type Listed = z.input<typeof User>
type ListRow = Omit<Listed, 'org' | 'role'> & { org: string; role: string } & Pick<
    Listed['role'],
    'perm_auth' | 'perm_site_admin' | 'perm_admin'
  >
const inList = ({ org, role, perm_auth, perm_site_admin, perm_admin, ...user }: ListRow): Listed => ({
  ...user,
  org: { id: user.org_id, name: org },
  role: { id: user.role_id, name: role, perm_auth, perm_site_admin, perm_admin },
})

const growth = `
  WITH months AS (SELECT generate_series(date_trunc('month', $1::timestamptz, 'UTC') - interval '11 months',
    date_trunc('month', $1::timestamptz, 'UTC'), interval '1 month') AS month),
  came AS (SELECT date_trunc('month', date_created, 'UTC') AS month, 'user' AS what FROM users
    UNION ALL SELECT date_trunc('month', date_created, 'UTC'), CASE WHEN local THEN 'local' ELSE 'external' END FROM organisations)
  SELECT to_char(m.month AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS month, count(*) FILTER (WHERE c.what = 'user')::int AS users,
    count(*) FILTER (WHERE c.what = 'local')::int AS org_local, count(*) FILTER (WHERE c.what = 'external')::int AS org_external
  FROM months m LEFT JOIN came c ON c.month = m.month GROUP BY m.month ORDER BY m.month`
type Growth = { month: string; users: number; org_local: number; org_external: number }

type Similar = { id: number; name: string; local: boolean; user_count: number; alike: number; domains: string[] }

/** `Name_1234` is what an import made of a name that was taken. */
const similar = `
  SELECT o.id, o.name, o.local, (SELECT count(*)::int FROM users u WHERE u.org_id = o.id) AS user_count,
    greatest(similarity(lower(o.name), lower($2)), (regexp_replace(o.name, '_\\d+$', '') = regexp_replace($2, '_\\d+$', ''))::int)::float AS alike,
    ARRAY(SELECT d FROM unnest($3::text[]) d WHERE o.restricted_to_domain ? d) AS domains
  FROM organisations o
  WHERE o.id <> $1 AND (
    similarity(lower(o.name), lower($2)) >= 0.5 OR o.restricted_to_domain ?| $3::text[]
    OR regexp_replace(o.name, '_\\d+$', '') = regexp_replace($2, '_\\d+$', ''))
  ORDER BY cardinality(ARRAY(SELECT d FROM unnest($3::text[]) d WHERE o.restricted_to_domain ? d)) DESC, alike DESC, o.id
  LIMIT 20`

type Column = { table: string; column: string; condition?: string }

/** The number of the lock under which site admins are taken away; no other lock has it. */
const siteAdminsLock = 727_003

/** The raw questions about users and organisations. */
export const peopleSqlOf = (rows: Ask) => ({
  userInFull: async (id: number) => (await rows<FullRow>('user_in_full', userInFull, [id]))[0],

  /** Users of a list, in the order of their ids. */
  usersInList: async (ids: readonly number[]) => (await rows<ListRow>('users_in_list', usersInList, [ids])).map(inList),

  /** How many users and organisations came in each of the twelve months that end now. */
  growth: async (now: Date) => rows<Growth>('growth', growth, [now]),

  /** Other organisations that may be the same: by trigrams of the name, or a domain in common; the likeliest first. */
  similarOrganisations: (id: number, name: string, domains: readonly string[]) =>
    rows<Similar>('similar_organisations', similar, [id, name, domains]),

  /** Waits for other transactions that take site admins away; held until this one ends. */
  holdSiteAdmins: async () => void (await rows('hold_site_admins', 'SELECT pg_advisory_xact_lock($1)::text AS held', [siteAdminsLock])),

  /** How many rows name the one of this number in each of these columns, counted up to a limit. The columns are constants of the areas. */
  naming: async (columns: readonly Column[], id: number, upTo: number) => {
    const counts = columns.map(({ table, column, condition = `${column} = $1` }, at) => {
      const few = `SELECT FROM ${table} WHERE ${condition} LIMIT ${upTo}`
      return `SELECT ${at} AS place, count(*)::int AS count FROM (${few}) few`
    })
    const found = await rows<{ count: number }>('', `${counts.join(' UNION ALL ')} ORDER BY place`, [id])
    return found.map(({ count }) => count)
  },
})
