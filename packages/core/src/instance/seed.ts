import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { type ExtraPerm, flagsOf } from '@reeve/contract/people/roles'
import { defaults } from '@reeve/contract/settings/settings'
import { newAuthKey, newPassword } from '../access/passwords/password.ts'
import { type DefaultTask, ensureTasks } from '../background/tasks/schedule.ts'
import { openDb, openPool, type Tx } from '../database/db.ts'
import { makeMonths } from '../database/partitions.ts'
import { checkSecret, fingerprintOf } from '../database/secret.ts'
import { type Ports } from '../kernel/ports.ts'

type SeedRole = { id: number; name: string; level: 0 | 1 | 2 | 3; perms: readonly ExtraPerm[]; default_role?: true }
const common = [
  'perm_audit',
  'perm_auth',
  'perm_tagger',
  'perm_sighting',
  'perm_decaying',
  'perm_galaxy_editor',
  'perm_analyst_data',
] as const
const publishing = [...common, 'perm_delegate', 'perm_publish_zmq', 'perm_publish_kafka'] as const
const everything = [
  'perm_site_admin',
  'perm_admin',
  'perm_sync',
  'perm_regexp_access',
  'perm_tag_editor',
  'perm_template',
  'perm_sharing_group',
  'perm_object_template',
  'perm_warninglist',
  'perm_view_feed_correlations',
] as const

/** The roles of a new instance; clients rely on their ids and names (people-data 4.4). */
const roles: readonly SeedRole[] = [
  { id: 1, name: 'admin', level: 3, perms: [...publishing, ...everything] },
  { id: 2, name: 'Org Admin', level: 3, perms: [...publishing, 'perm_admin', 'perm_tag_editor', 'perm_template', 'perm_sharing_group'] },
  { id: 3, name: 'User', level: 2, perms: common, default_role: true },
  { id: 4, name: 'Publisher', level: 3, perms: publishing },
  { id: 5, name: 'Sync user', level: 3, perms: [...publishing, 'perm_sync', 'perm_tag_editor', 'perm_sharing_group'] },
  { id: 6, name: 'Read Only', level: 0, perms: ['perm_audit', 'perm_auth'] },
]

export type FirstLogin = { email: string; password: string; key: string }
export type Seeding = {
  databaseUrl: string
  dataDir: string
  secretKey: string
  env: NodeJS.ProcessEnv
  ports: Ports
  tasks: readonly DefaultTask[]
}

/** The login of the first admin. The environment may preset each part. The e-mail address has a default; password and key are generated. */
const firstLogin = ({ env }: Seeding, { random }: Ports): FirstLogin => ({
  email: env.REEVE_ADMIN_EMAIL || 'admin@admin.test',
  password: env.REEVE_ADMIN_PASSWORD || newPassword(random, defaults),
  key: env.REEVE_ADMIN_KEY || newAuthKey(random),
})

/** Written before the commit: a crash in between leaves a file that the next start overwrites, never an admin whom nobody knows. */
const keepLogin = (dataDir: string, { email, password, key }: FirstLogin) => {
  mkdirSync(dataDir, { recursive: true })
  const file = path.join(dataDir, 'first-login.txt')
  writeFileSync(
    file,
    `email: ${email}\npassword: ${password}\nauth key: ${key}\n\nThe password must be changed at the first sign-in. Delete this file when you have kept the key.\n`,
    { mode: 0o600 },
  )
  chmodSync(file, 0o600)
}

const plant = async (tx: Tx, { secretKey }: Seeding, { email, key }: FirstLogin, password: string, ports: Ports) => {
  const now = ports.now()
  const { random } = ports
  await tx.instance.create({ data: { id: 1, uuid: random.uuid(), secret_fingerprint: fingerprintOf(secretKey), created: now } })
  await tx.organisation.create({
    data: {
      name: 'ORGNAME',
      uuid: random.uuid(),
      description: 'The organisation that runs this instance; rename it.',
      type: 'ADMIN',
      local: true,
    },
  })
  for (const { id: _, level, perms, ...role } of roles)
    await tx.role.create({ data: { ...role, ...flagsOf(level), ...Object.fromEntries(perms.map((perm) => [perm, true])) } })
  const user = await tx.user.create({
    data: { email, password, org_id: 1, role_id: 1, change_pw: true, nids_sid: 4_000_000, date_created: null },
  })
  await tx.authKey.create({
    data: {
      uuid: random.uuid(),
      key_hash: ports.keyHash(key),
      authkey_start: key.slice(0, 4),
      authkey_end: key.slice(-4),
      user_id: user.id,
      classic: true,
      comment: 'Initial auto-generated key',
      created: now,
    },
  })
}

/**
 * What an empty database needs before anybody can sign in: instance, first organisation, roles, first admin, schedules, log months.
 * Answers the first login when it was made now, undefined when the database had one; schedules and months are made up for each time.
 */
export const seed = async (seeding: Seeding): Promise<FirstLogin | undefined> => {
  const { ports, tasks } = seeding
  const pool = openPool(seeding.databaseUrl, 2, () => {})
  const db = openDb(pool)
  try {
    await makeMonths(pool, ports.now())
    await ensureTasks(db, tasks, ports.now())
    const instance = await db.instance.findUnique({ where: { id: 1 } })
    if (instance) return checkSecret(instance, seeding.secretKey)
    const login = firstLogin(seeding, ports)
    const password = await ports.hash.make(login.password)
    keepLogin(seeding.dataDir, login)
    await db.$transaction((tx) => plant(tx, seeding, login, password, ports))
    return login
  } finally {
    await db.$disconnect()
    await pool.end()
  }
}
