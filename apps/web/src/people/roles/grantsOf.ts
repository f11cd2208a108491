import { Role } from '@reeve/contract/people/roles'

const Granting = Role.pick({
  perm_admin: true,
  perm_site_admin: true,
  perm_sync: true,
  perm_regexp_access: true,
  restricted_to_site_admin: true,
})
const none = { perm_admin: false, perm_site_admin: false, perm_sync: false, perm_regexp_access: false, restricted_to_site_admin: false }

/** What a role grants that not everybody may give; what the row does not say, it does not grant. */
export const grantsOf = (role: unknown) => ({ ...none, ...Granting.partial().safeParse(role).data })
