import type { Pool } from 'pg'
import { batcher } from '../../kernel/batcher.ts'
import { channel } from '../../kernel/signal.ts'
import type { MailStatus } from './mailWriters.ts'

/** `most`: how many mails within the hour its recipient may have; 0 sets no limit. */
type Claim = { id: number; most: number }
type Claimed = { attempts: number; status: string } | 'taken'
/** How an attempt ended: written only where the row is still as it was left, with its row in the log. */
export type Ending = {
  id: number
  attempts: number
  was: readonly string[]
  status: MailStatus
  reason: string
  encrypted_with: string | null
  signed_with: string | null
  /** Of the log; null leaves none. */
  title: string | null
  user_id: number
  org_id: number
  org: string
  email: string
}

/**
 * Takes mails for one attempt at SMTP each: of all who try, one gets it. What exceeds the hour's measure of its recipient is held for
 * a digest instead. One statement, so that count and claim agree.
 */
const claim = `
  WITH free AS (
    SELECT m.id, a.most, 'mail:' || md5(lower(m.recipient::text)) AS key
    FROM mails m JOIN jsonb_to_recordset($1::jsonb) AS a(id int, most int) ON a.id = m.id
    WHERE m.status IN ('queued', 'deferred') ORDER BY m.id FOR UPDATE OF m),
  placed AS (SELECT id, most, key, row_number() OVER (PARTITION BY key ORDER BY id) AS place, count(*) OVER (PARTITION BY key) AS all
    FROM free WHERE most > 0),
  counted AS (
    INSERT INTO counters AS c (key, count, expires) SELECT key, count(*), now() + interval '1 hour' FROM placed GROUP BY key ORDER BY key
    ON CONFLICT (key) DO UPDATE SET
      count = CASE WHEN c.expires <= now() THEN excluded.count ELSE c.count + excluded.count END,
      expires = CASE WHEN c.expires <= now() THEN excluded.expires ELSE c.expires END
    RETURNING key, count),
  decided AS (
    SELECT free.id, COALESCE(counted.count - placed.all + placed.place > free.most, false) AS held
    FROM free LEFT JOIN placed USING (id) LEFT JOIN counted ON counted.key = placed.key)
  UPDATE mails m SET attempts = attempts + 1, modified = now(), version = version + 1,
    status = CASE WHEN held THEN 'held' ELSE 'sending' END,
    reason = CASE WHEN held THEN 'Held for a digest: this recipient has had as many mails as one hour allows.' ELSE '' END
  FROM decided WHERE decided.id = m.id RETURNING m.id, m.attempts, m.status`

const settle = `
  WITH said AS (
    SELECT * FROM jsonb_to_recordset($1::jsonb) AS s(id int, attempts int, was text[], status text, reason text, encrypted_with text,
      signed_with text, title text, user_id int, org_id int, org text, email text)),
  moved AS (
    UPDATE mails m SET status = s.status, reason = s.reason, encrypted_with = s.encrypted_with, signed_with = s.signed_with,
      content = CASE WHEN s.status = 'accepted' THEN NULL ELSE m.content END, modified = now(), version = m.version + 1
    FROM said s WHERE m.id = s.id AND m.attempts = s.attempts AND m.status = ANY(s.was) RETURNING m.id),
  noted AS (
    INSERT INTO logs (created, title, model, model_id, action, user_id, org_id, email, org, request_type)
    SELECT $2, s.title, 'User', s.user_id, 'email', 0, s.org_id, s.email, s.org, 2 FROM moved JOIN said s USING (id) WHERE s.title IS NOT NULL)
  SELECT id, pg_notify('${channel}', 'mails') FROM moved`

/** The ledger's hot path, each step one statement for all who ask at a time; made once a process, so that they meet. */
export const mailRowsOf = (pool: Pool, now: () => Date) => ({
  claim: batcher<Claim, Claimed>(50, async (asked) => {
    const { rows } = await pool.query<{ id: number; attempts: number; status: string }>({
      name: 'mail_claim',
      text: claim,
      values: [JSON.stringify(asked)],
    })
    const found = new Map(rows.map((row) => [row.id, row]))
    // Whoever asks first has it; others of the same group are told as those of other processes are.
    return asked.map(({ id }) => {
      const mine = found.get(id) ?? 'taken'
      found.delete(id)
      return mine
    })
  }),
  settle: batcher<Ending, true>(50, async (asked) => {
    await pool.query<object>({ name: 'mail_settle', text: settle, values: [JSON.stringify(asked), now()] })
    return asked.map(() => true)
  }),
})
export type MailRows = ReturnType<typeof mailRowsOf>
