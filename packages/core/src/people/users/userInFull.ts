import type { Prisma } from '../../../generated/client.ts'
import type { Read } from '../../database/db.ts'
import { domainsOf } from '../organisations/domains.ts'
import { withLevel } from '../roles/withLevel.ts'

export const include = { org: true, role: true } as const
export type UserRow = Prisma.UserGetPayload<{ include: typeof include }>

const orgAdmins = (read: Read, { id, org_id }: UserRow) =>
  read.user.findMany({
    where: { org_id, disabled: false, id: { not: id }, role: { perm_admin: true, perm_site_admin: false } },
    select: { id: true, email: true },
    orderBy: { id: 'asc' },
  })

/** What a user has chosen, by name. */
const settingsOf = async (read: Read, { id }: UserRow) => {
  const rows = await read.userSetting.findMany({ where: { user_id: id }, orderBy: { id: 'asc' } })
  return Object.fromEntries(rows.map(({ setting, value }) => [setting, value]))
}

/** A user as his own page shows him. */
export const inFull = async (read: Read, row: UserRow) => ({
  ...row,
  totp_is_set: row.totp !== null,
  role: withLevel(row.role),
  org: { ...row.org, restricted_to_domain: domainsOf(row.org.restricted_to_domain) },
  user_settings: await settingsOf(read, row),
  org_admins: await orgAdmins(read, row),
})
export const userInFull = async (read: Read, id: number) => inFull(read, await read.user.findUniqueOrThrow({ where: { id }, include }))
