import type { Prisma } from '../../../generated/client.ts'
import type { WriteContext } from '../../context.ts'
import { movingColumns, organisationSettings } from '../data/organisationColumns.ts'
import { domainsOf } from '../organisations/domains.ts'
import { type Journal, keyOf } from './mergeJournal.ts'
import { becomes, partiesOf } from './mergePlan.ts'

type Org = Prisma.OrganisationModel
const about = (source: Org) => ({ action: 'merge', model: 'Organisation', model_id: source.id }) as const

/** All rows that name the source name the target; each column leaves a row in MISP's words (people-data 3.3). */
const moveRows = async ({ write }: WriteContext, source: Org, target: Org) => {
  const moved: Record<string, number[]> = {}
  for (const column of movingColumns) {
    const ids = await write.references.move(column, source.id, target.id)
    if (ids.length === 0) continue
    moved[keyOf(column)] = ids
    await write.note({
      ...about(source),
      title: `Update for ${column.called} has completed successfully.`,
      change: `${column.column} (${source.id}) => (${target.id}), rows () => (${ids.length})`,
    })
  }
  return moved
}

const moveSettings = async ({ write, settings }: WriteContext, from: number, to: number) => {
  const named = organisationSettings.filter((name) => settings[name] === from)
  for (const name of named) await write.setting.set(name, from, to)
  return [...named]
}

/** The logo goes along where the target has none; either way it is kept for the undo. */
const moveLogo = async ({ read, write, ports }: WriteContext, source: Org, target: Org): Promise<Journal['logo']> => {
  const logo = await read.organisationLogo.findUnique({ where: { org_id: source.id } })
  if (!logo) return null
  const moved = (await read.organisationLogo.findUnique({ where: { org_id: target.id }, select: { org_id: true } })) === null
  if (moved) await write.logo.set(target, logo.png, ports.now())
  return { png: Buffer.from(logo.png).toString('base64'), moved }
}

const kept = ({ id: _, name: __, uuid: ___, date_modified: ____, ...organisation }: Org): Journal['organisation'] => ({
  ...organisation,
  restricted_to_domain: domainsOf(organisation.restricted_to_domain),
  date_created: organisation.date_created.toISOString(),
})

/** One organisation is taken up by another, with a journal that gives everything back. */
export const mergeInto = async (ctx: WriteContext, from: number, to: number) => {
  const { read, write, actor, ports } = ctx
  const { source, target } = await partiesOf(read, from, to)
  await write.note({ ...about(source), title: `Starting merger of ${source.name}(${source.id}) into ${target.name}(${target.id})` })
  const moved = await moveRows(ctx, source, target)
  const settings = await moveSettings(ctx, source.id, target.id)
  const logo = await moveLogo(ctx, source, target)
  const is = becomes(source, target, moved['users.org_id']?.length ?? 0)
  // The name is free only once its owner is gone.
  await write.organisation.delete(source)
  await write.organisation.edit(target, is)
  const was = {
    ...(is.name !== undefined && { name: target.name }),
    ...(is.local !== undefined && { local: target.local }),
  }
  const journal: Journal = { organisation: kept(source), target: { was, is }, settings, moved, logo }
  return write.merge.add({
    org_id: source.id,
    org_name: source.name,
    org_uuid: source.uuid,
    target_org_id: target.id,
    target_name: target.name,
    moved: Object.values(moved).reduce((all, { length }) => all + length, 0),
    journal,
    user_id: actor.id,
    email: actor.email,
    created: ports.now(),
  })
}
