/** What the same questions cost with nothing of ours around them: a Fastify route, the SQL, JSON.stringify. Started by `requests.ts`. */
import Fastify from 'fastify'
import { sqlOf } from '../../packages/core/src/context.ts'
import { openPool } from '../../packages/core/src/database/db.ts'
import { askPool } from '../../packages/core/src/database/sql.ts'

const pool = openPool(process.env.DATABASE_URL ?? '', 10, console.error)
const sql = sqlOf(askPool(pool))
const app = Fastify()
const index = `
  SELECT u.id, u.org_id, u.server_id, u.email::text, u.autoalert, u.invited_by, u.gpgkey, u.certif_public, u.nids_sid, u.termsaccepted, u.newsread,
    u.role_id, u.change_pw, u.contactalert, u.disabled, u.expiration, u.current_login, u.last_login, u.last_api_access, u.force_logout,
    u.date_created, u.date_modified, u.last_pw_change, r.name AS role, r.perm_auth, r.perm_site_admin, r.perm_admin, o.name AS org
  FROM users u JOIN roles r ON r.id = u.role_id JOIN organisations o ON o.id = u.org_id ORDER BY u.id`
type Row = { role_id: number; org_id: number; role: string; org: string } & Record<string, unknown>

/** Grouped and indented as the wire shows it, so that both send as much. */
const shown = ({ role, org, perm_auth, perm_site_admin, perm_admin, ...user }: Row) => ({
  User: user,
  Role: { id: user.role_id, name: role, perm_auth, perm_site_admin, perm_admin },
  Organisation: { id: user.org_id, name: org },
})

app.get('/me', async (_, reply) => reply.type('application/json').send(JSON.stringify(await sql.userInFull(1), null, 4)))
app.get('/index', async (_, reply) => {
  const { rows } = await pool.query<Row>(index)
  return reply.type('application/json').send(JSON.stringify(rows.map(shown), null, 4))
})
await app.listen({ host: '127.0.0.1', port: Number(process.env.PORT) })
