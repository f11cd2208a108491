import { fail, invalid } from '@reeve/contract/inputs/failure'
import { undoableDays } from '@reeve/contract/people/merges'
import type { SettingValues } from '@reeve/contract/settings/settings'
import type { Prisma } from '../../../generated/client.ts'
import type { Read } from '../../database/db.ts'
import { movingColumns, organisationSettings, stayingColumns } from '../data/organisationColumns.ts'
import { domainsOf, takesAddress } from '../organisations/domains.ts'

type Org = Prisma.OrganisationModel
type Target = { local?: boolean; name?: string }

/** The two organisations, which must both be there and be two. */
export const partiesOf = async (read: Read, from: number, to: number) => {
  if (from === to) invalid({ to: ['An organisation cannot be merged into itself.'] })
  const gone = 'Organisation not found.'
  const source = (await read.organisation.findUnique({ where: { id: from } })) ?? fail('notFound', gone)
  const target = (await read.organisation.findUnique({ where: { id: to } })) ?? fail('notFound', gone)
  return { source, target }
}

/** What the target becomes: local if it gets users, and the name itself where it had the name with a number behind it (people-data 3.3). */
export const becomes = (source: Org, target: Org, users: number): Target => ({
  ...(users > 0 && !target.local && { local: true }),
  ...(target.name.startsWith(`${source.name}_`) && /^\d+$/.test(target.name.slice(source.name.length + 1)) && { name: source.name }),
})

const named = (count: number, one: string) => `${count} ${count === 1 ? one : `${one}s`}`

/** Users who would then be in an organisation that does not take their address. */
const strangers = async (read: Read, source: Org, target: Org) => {
  const domains = domainsOf(target.restricted_to_domain) ?? []
  if (domains.length === 0) return []
  const users = await read.user.findMany({ where: { org_id: source.id }, select: { email: true } })
  const outside = users.filter(({ email }) => !takesAddress(domains, email))
  if (outside.length === 0) return []
  return [
    `${named(outside.length, 'user')} of ${source.name} ${outside.length === 1 ? 'has an address' : 'have addresses'} outside the domains of ${target.name}: ${domains.join(', ')}.`,
  ]
}

const siteAdmins = async (read: Read, source: Org, target: Org, settings: SettingValues) => {
  if (!settings['Security.limit_site_admins_to_host_org'] || settings['MISP.host_org_id'] === target.id) return []
  if (settings['MISP.host_org_id'] === source.id) return []
  const count = await read.user.count({ where: { org_id: source.id, role: { perm_site_admin: true } } })
  return count > 0
    ? [
        `${named(count, 'site admin')} of ${source.name} would be outside the host organisation. The setting Security.limit_site_admins_to_host_org allows no new ones there.`,
      ]
    : []
}

/** What to think of before: nothing of it stops a merge. */
const conflictsOf = async (read: Read, source: Org, target: Org, settings: SettingValues) => {
  const logos = await read.organisationLogo.findMany({ where: { org_id: { in: [source.id, target.id] } }, select: { org_id: true } })
  return [
    ...organisationSettings
      .filter((name) => settings[name] === source.id)
      .map((name) => `The setting ${name} names ${source.name}. It will name ${target.name}.`),
    ...(await strangers(read, source, target)),
    ...(await siteAdmins(read, source, target, settings)),
    ...(logos.length === 2 ? [`Both organisations have a logo. ${target.name} keeps its own.`] : []),
  ]
}

/** What a merge would do, counted now: nothing is changed. */
export const planOf = async (read: Read, settings: SettingValues, from: number, to: number) => {
  const { source, target } = await partiesOf(read, from, to)
  const moves = await Promise.all(
    movingColumns.map(async ({ table, column, what, count }) => ({ table, column, what, rows: await count(read, source.id) })),
  )
  const users = moves.find(({ table }) => table === 'users')?.rows ?? 0
  const { local, name } = becomes(source, target, users)
  return {
    from: { ...source, user_count: users },
    to: { ...target, user_count: await read.user.count({ where: { org_id: target.id } }) },
    moves,
    stays: [...stayingColumns],
    becomes: [
      ...(name === undefined ? [] : [{ field: 'name', was: target.name, is: name }]),
      ...(local === undefined ? [] : [{ field: 'local', was: 'Remote', is: 'Local' }]),
    ],
    conflicts: await conflictsOf(read, source, target, settings),
    undoable_days: undoableDays,
  }
}
