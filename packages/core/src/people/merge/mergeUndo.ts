import { fail } from '@reeve/contract/inputs/failure'
import { isSettingName } from '@reeve/contract/settings/settings'
import type { Prisma } from '../../../generated/client.ts'
import type { WriteContext } from '../../context.ts'
import { movingColumns } from '../data/organisationColumns.ts'
import { type Journal, keyOf, standingOf } from './mergeJournal.ts'

type Merge = Prisma.OrganisationMergeModel

/** The target is what it was before, where it still is what the merge made of it. */
const giveBackTarget = async ({ read, write }: WriteContext, id: number, { target: { was, is } }: Journal) => {
  const target = await read.organisation.findUnique({ where: { id } })
  if (!target) return undefined
  return write.organisation.edit(target, {
    ...(is.name !== undefined && target.name === is.name && was.name !== undefined && { name: was.name }),
    ...(is.local !== undefined && target.local === is.local && was.local !== undefined && { local: was.local }),
  })
}

const giveBackLogo = async ({ read, write, ports }: WriteContext, merge: Merge, { logo }: Journal) => {
  if (!logo) return
  const png = new Uint8Array(Buffer.from(logo.png, 'base64'))
  await write.logo.set({ id: merge.org_id, name: merge.org_name }, png, ports.now())
  if (!logo.moved) return
  const target = await read.organisation.findUnique({ where: { id: merge.target_org_id }, include: { logo: true } })
  // A logo that the target got since is its own.
  if (target?.logo && Buffer.from(target.logo.png).equals(Buffer.from(png))) await write.logo.set(target, null, ports.now())
}

const giveBackSettings = async ({ write, settings }: WriteContext, merge: Merge, { settings: names }: Journal) => {
  for (const name of names)
    if (isSettingName(name) && settings[name] === merge.target_org_id) await write.setting.set(name, merge.target_org_id, merge.org_id)
}

/** Takes a merge back: the organisation with its id, and every row that still is as the merge left it. The others are named. */
export const undoMerge = async (ctx: WriteContext, merge: Merge, journal: Journal) => {
  const { read, write, actor, ports } = ctx
  const { org_id, org_name, org_uuid, target_org_id, target_name } = merge
  if (!(await write.merge.undone(merge.id, ports.now(), actor.email))) fail('conflict', 'This merge has been undone.')
  const { returns, since } = await standingOf(read, target_org_id, journal)
  await giveBackTarget(ctx, target_org_id, journal)
  const { restricted_to_domain, version, ...rest } = journal.organisation
  await write.organisation.add({
    ...rest,
    ...(restricted_to_domain && { restricted_to_domain }),
    id: org_id,
    name: org_name,
    uuid: org_uuid,
    version: version + 1,
  })
  for (const column of movingColumns) {
    const ids = returns.find((one) => keyOf(one) === keyOf(column))?.ids ?? []
    if (ids.length > 0) await write.references.move(column, target_org_id, org_id, ids)
  }
  await giveBackSettings(ctx, merge, journal)
  await giveBackLogo(ctx, merge, journal)
  const returned = returns.reduce((all, { rows }) => all + rows, 0)
  await write.note({
    action: 'merge',
    model: 'Organisation',
    model_id: org_id,
    title: `Merger of ${org_name}(${org_id}) into ${target_name}(${target_org_id}) has been undone`,
    change: `rows given back () => (${returned}), rows changed since () => (${since.length})`,
  })
  return { returned, since }
}
