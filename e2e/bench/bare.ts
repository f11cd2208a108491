/** What the same questions cost with nothing of ours around them: a Fastify route, the SQL, JSON.stringify. Started by `requests.ts`. */
import Fastify from 'fastify'
import { openPool } from '../../packages/core/src/db.ts'
import { sqlOf } from '../../packages/core/src/sql.ts'

const pool = openPool(process.env.DATABASE_URL ?? '', 10, console.error)
const sql = sqlOf(pool)
const app = Fastify()
const index = `
  SELECT u.id, u.org_id, u.server_id, u.email::text, u.autoalert, u.invited_by, u.gpgkey, u.certif_public, u.nids_sid, u.termsaccepted, u.newsread,
    u.role_id, u.change_pw, u.contactalert, u.disabled, u.expiration, u.current_login, u.last_login, u.last_api_access, u.force_logout,
    u.date_created, u.date_modified, u.last_pw_change, r.id AS r_id, r.name AS r_name, r.perm_auth, r.perm_site_admin, r.perm_admin,
    o.id AS o_id, o.name AS o_name
  FROM users u JOIN roles r ON r.id = u.role_id JOIN organisations o ON o.id = u.org_id ORDER BY u.id`

app.get('/me', async (_, reply) => reply.type('application/json').send(JSON.stringify(await sql.userInFull(1))))
app.get('/index', async (_, reply) => reply.type('application/json').send(JSON.stringify((await pool.query(index)).rows)))
await app.listen({ host: '127.0.0.1', port: Number(process.env.PORT) })
