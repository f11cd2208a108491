import { type Actor, isSiteAdmin } from '@reeve/contract/kernel/may'
import type { SettingValues } from '@reeve/contract/settings/settings'
import type { Prisma } from '../../../generated/client.ts'
import type { LookupFirst } from '../../kernel/lists/where.ts'

/** Which users an actor sees: all, those of his organisation, or himself (people-data 2.5). */
export const usersOf = (actor: Actor): Prisma.UserWhereInput =>
  isSiteAdmin(actor) ? {} : actor.perms.has('perm_admin') ? { org_id: actor.org_id } : { id: actor.id }

/** Who is watched is told to site admins, while watching is turned on (people-data 2.2). */
export const tellsWatched = ({ actor, settings }: { actor: Actor; settings: SettingValues }) =>
  isSiteAdmin(actor) && settings['Security.user_monitoring_enabled']

/** No sign-in and no use of a key for 30 days (people-data 2.2). */
const idleSince = (moment: Date): Prisma.UserWhereInput => ({
  AND: (['current_login', 'last_api_access'] as const).map((field) => ({ OR: [{ [field]: { lt: moment } }, { [field]: null }] })),
})

/** Filters of the list of users that more than their field decides. */
export const userFilters = {
  inactive: (wanted: boolean, now: Date): Prisma.UserWhereInput => {
    const idle = idleSince(new Date(now.getTime() - 30 * 86_400_000))
    return wanted ? idle : { NOT: idle }
  },
  totp_is_set: (wanted: boolean): Prisma.UserWhereInput => ({ totp: wanted ? { not: null } : null }),
  monitored: (wanted: boolean): Prisma.UserWhereInput => ({ monitored: wanted ? { isNot: null } : { is: null } }),
}

const ids = async (found: Promise<{ id: number }[]>) => (await found).map(({ id }) => id)
/** Of these there are few beside the users, so that a search looks here first. */
export const nearUsers: LookupFirst = {
  org: { by: 'org_id', ids: (read, where, take) => ids(read.organisation.findMany({ where, take, select: { id: true } })) },
  role: { by: 'role_id', ids: (read, where, take) => ids(read.role.findMany({ where, take, select: { id: true } })) },
}
