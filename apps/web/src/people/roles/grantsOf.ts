import { Role } from '@reeve/contract/people/roles'

const Granting = Role.partial()

/** What a role grants. A permission that the row does not state counts as not granted. */
export const grantsOf = (role: unknown) => Granting.safeParse(role).data ?? {}
