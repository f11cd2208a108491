import type { Pool } from 'pg'

/**
 * Takes a mail for one attempt at SMTP: of all who try, one gets it. Beyond `$2` mails to its recipient within the hour it is held
 * for a digest instead (0: no limit). One statement, so that the count and the claim agree.
 */
const claim = `
  WITH counted AS (
    INSERT INTO counters AS c (key, count, expires)
    SELECT 'mail:' || md5(lower(recipient::text)), 1, now() + interval '1 hour' FROM mails
    WHERE id = $1 AND status IN ('queued', 'deferred') AND $2 > 0
    ON CONFLICT (key) DO UPDATE SET
      count = CASE WHEN c.expires <= now() THEN 1 ELSE c.count + 1 END,
      expires = CASE WHEN c.expires <= now() THEN excluded.expires ELSE c.expires END
    RETURNING count)
  UPDATE mails SET attempts = attempts + 1, modified = now(), version = version + 1,
    status = CASE WHEN (SELECT count FROM counted) > $2 THEN 'held' ELSE 'sending' END,
    reason = CASE WHEN (SELECT count FROM counted) > $2 THEN 'Held for a digest: this recipient has had as many mails as one hour allows.' ELSE '' END
  WHERE id = $1 AND status IN ('queued', 'deferred') RETURNING attempts, status`

export const mailRowsOf = (pool: Pool) => ({
  claim: async (id: number, most: number) =>
    (await pool.query<{ attempts: number; status: 'sending' | 'held' }>({ name: 'mail_claim', text: claim, values: [id, most] })).rows[0],
})
export type MailRows = ReturnType<typeof mailRowsOf>
