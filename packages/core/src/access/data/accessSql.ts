import type { Ask } from '../../database/sql.ts'

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

const owner = `(to_jsonb(u) - 'password' - 'totp') || jsonb_build_object('totp_is_set', u.totp IS NOT NULL) AS user, to_jsonb(r) AS role, jsonb_build_object('id', o.id, 'name', o.name, 'uuid', o.uuid) AS org`
const ownerOf = `JOIN users u ON u.id = t.user_id JOIN roles r ON r.id = u.role_id JOIN organisations o ON o.id = u.org_id`

/** Who a key, a session or a number belongs to, with all that decides what its owner may do. */
export const accessSqlOf = (rows: Ask) => ({
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
})
