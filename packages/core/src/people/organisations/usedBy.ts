import { fail, invalid } from '@reeve/contract/inputs/failure'
import type { Actor } from '@reeve/contract/kernel/may'
import { organisations } from '@reeve/contract/people/organisations'
import type { SettingValues } from '@reeve/contract/settings/settings'
import type { Read } from '../../database/db.ts'
import { movingColumns, organisationSettings } from '../data/organisationColumns.ts'

/** Everybody sees his own organisation, and the others where their list is not hidden (people-data 3.2). */
export const seenOrganisations = (actor: Actor, settings: SettingValues) =>
  organisations.list.allow.test(actor, settings) ? {} : { id: actor.org_id }

/** A name or UUID that another organisation has, told by field before the database would refuse it. */
export const refuseTaken = async (read: Read, { name, uuid }: { name?: string | undefined; uuid?: string | undefined }, own = 0) => {
  const others = await read.organisation.findMany({
    where: { id: { not: own }, OR: [...(name ? [{ name }] : []), ...(uuid ? [{ uuid }] : [])] },
    select: { name: true, uuid: true },
  })
  const fields = {
    ...(others.some((other) => other.name === name) && { name: ['An organisation with this name already exists.'] }),
    ...(others.some((other) => other.uuid === uuid) && { uuid: ['An organisation with this UUID already exists.'] }),
  }
  if (Object.keys(fields).length > 0) invalid(fields)
}

const counted = (count: number, one: string) => `${count} ${count === 1 ? one : `${one}s`}`

/** An organisation goes only when nothing hangs on it; what does is named, with its number. */
export const refuseUsed = async (read: Read, settings: SettingValues, { id, name }: { id: number; name: string }) => {
  const data: Record<string, number> = {}
  const says: string[] = []
  for (const { table, keeps, count } of movingColumns) {
    const rows = keeps === undefined ? 0 : await count(read, id)
    if (rows === 0 || keeps === undefined) continue
    data[table] = rows
    says.push(counted(rows, keeps))
  }
  if (says.length > 0)
    fail('conflict', `${name} still has ${says.join(' and ')}. Move or delete them first, or merge it into another.`, { data })
  const named = organisationSettings.find((setting) => settings[setting] === id)
  if (named) fail('conflict', `${name} is named by the setting ${named}. Choose another there first.`, { data: { setting: named } })
}
