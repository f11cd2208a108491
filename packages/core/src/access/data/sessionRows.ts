import type { Pool } from 'pg'

/** Moves the end of a session that is in use; `minutes` is the setting Session.timeout. */
export const prolongSession = async (pool: Pool, id: string, now: Date, minutes: number) => {
  const until = new Date(now.getTime() + minutes * 60_000)
  await pool.query('UPDATE sessions SET last_seen = $2, expires = $3 WHERE id = $1', [id, now, until])
}

/** Obeys the flag that an admin may set on a user: it ends every session of that user once (operations 9.6). */
export const endSessionsOf = async (pool: Pool, user_id: number): Promise<undefined> => {
  await pool.query(
    'WITH gone AS (DELETE FROM sessions WHERE user_id = $1) UPDATE users SET force_logout = false, version = version + 1 WHERE id = $1',
    [user_id],
  )
}
