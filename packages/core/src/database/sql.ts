import type { User, UserInFull } from '@reeve/contract/people/users'
import type { Pool } from 'pg'
import type { z } from 'zod'
import { namingOf } from '../people/data/namingSql.ts'
import { organisationSqlOf } from '../people/data/organisationSql.ts'

/** A fresh look at an auth key, its owner and all that decides what he may do: one question for every request with a key. */
export type KeyOwner = {
  key_id: number
  authkey_start: string
  authkey_end: string
  key_expiration: Date | null
  read_only: boolean
  allowed_ips: string[]
  unique_ips: string[]
  last_used: Date | null
} & Owner
export type SessionOwner = { session_id: string; expires: Date; last_seen: Date; proven: Date } & Owner
/** The whole user row and his whole role: a partial one would let a check see nothing and pass (security 3). */
export type Owner = { user: Record<string, unknown>; role: Record<string, unknown>; org: { id: number; name: string; uuid: string } }

type Me = z.input<typeof UserInFull>
/** A user with organisation and role in full, the role without its computed level. */
type FullRow = Omit<Me, 'role'> & { role: Omit<Me['role'], 'permission' | 'permission_description'> }

const owner = `(to_jsonb(u) - 'password' - 'totp') || jsonb_build_object('totp_is_set', u.totp IS NOT NULL) AS user, to_jsonb(r) AS role, jsonb_build_object('id', o.id, 'name', o.name, 'uuid', o.uuid) AS org`
const ownerOf = `JOIN users u ON u.id = t.user_id JOIN roles r ON r.id = u.role_id JOIN organisations o ON o.id = u.org_id`

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

type Rows = <T extends object>(name: string, text: string, values: unknown[]) => Promise<T[]>

/** Questions about the server itself. */
const serverSqlOf = (rows: Rows) => ({
  /** The time by the database's clock. */
  now: async () => {
    const [row] = await rows<{ now: Date }>('now', 'SELECT now() AS now', [])
    if (!row) throw new Error('The database did not say what time it is.')
    return row.now
  },

  /** The planner's idea of how many rows a table has; free of cost at any size. */
  estimate: async (table: string) =>
    Number(
      (
        await rows<{ n: string }>('estimate', 'SELECT GREATEST(reltuples, 0)::bigint AS n FROM pg_class WHERE oid = $1::regclass', [table])
      )[0]?.n ?? 0,
    ),
})

/** The raw questions that are asked often or that Prisma cannot express. Each is one statement, prepared once a connection. */
export const sqlOf = (pool: Pool) => {
  const rows = async <T extends object>(name: string, text: string, values: unknown[]) => (await pool.query<T>({ name, text, values })).rows
  return {
    keyOwner: async (hash: string) =>
      (
        await rows<KeyOwner>(
          'key_owner',
          `
        SELECT t.id AS key_id, t.authkey_start, t.authkey_end, t.expiration AS key_expiration, t.read_only, t.allowed_ips, t.unique_ips, t.last_used, ${owner}
        FROM auth_keys t ${ownerOf} WHERE t.key_hash = $1`,
          [hash],
        )
      )[0],

    sessionOwner: async (hash: string) =>
      (
        await rows<SessionOwner>(
          'session_owner',
          `
        SELECT t.id AS session_id, t.expires, t.last_seen, t.proven, ${owner} FROM sessions t ${ownerOf} WHERE t.token_hash = $1`,
          [hash],
        )
      )[0],

    userOwner: async (id: number) =>
      (await rows<Owner>('user_owner', `SELECT ${owner} FROM (SELECT $1::int AS user_id) t ${ownerOf}`, [id]))[0],

    userInFull: async (id: number) => (await rows<FullRow>('user_in_full', userInFull, [id]))[0],

    /** Users of a list, in the order of their ids. */
    usersInList: async (ids: readonly number[]) => (await rows<ListRow>('users_in_list', usersInList, [ids])).map(inList),

    /** How many users and organisations came in each of the twelve months that end now. */
    growth: async (now: Date) => rows<Growth>('growth', growth, [now]),

    naming: namingOf(pool),
    ...organisationSqlOf(rows),

    ...serverSqlOf(rows),
  }
}
export type Sql = ReturnType<typeof sqlOf>
