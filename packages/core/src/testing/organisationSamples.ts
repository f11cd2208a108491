import type { Scene } from './scene.ts'

/** A merge that can be undone, whose organisation had nobody. */
const mergeIn = ({ db }: Scene['system']) => {
  const texts = { description: null, nationality: '', sector: '', type: '', contacts: null, landingpage: null, restricted_to_domain: null }
  const organisation = { ...texts, local: false, created_by: 0, date_created: '2026-01-01T00:00:00Z', version: 1 }
  return db.organisationMerge.create({
    data: {
      org_id: 9000,
      org_name: 'Gone',
      org_uuid: '5c1b5a5e-0000-4000-8000-00000000e0e1',
      target_org_id: 2,
      target_name: 'Org Alpha',
      moved: 0,
      journal: { organisation, target: { was: {}, is: {} }, settings: [], moved: {}, logo: null },
      user_id: 1,
      email: 'admin@admin.test',
    },
  })
}

/** What the log keeps of an organisation that was edited, and of one that was deleted. */
const undoable = async ({ db, ports }: Scene['system']) => {
  const about = { model: 'Organisation', user_id: 1, org_id: 1, email: 'admin@admin.test', org: 'ORGNAME', created: ports.now() }
  const org = await db.organisation.findUniqueOrThrow({ where: { id: 2 } })
  const was = { before: { sector: 'CERT' }, after: { sector: org.sector } }
  const gone = { name: 'Deleted', uuid: '5c1b5a5e-0000-4000-8000-00000000e0e2', local: true }
  const edited = await db.log.create({ data: { ...about, ...was, title: 'Org Alpha', model_id: 2, action: 'edit' } })
  const deleted = await db.log.create({ data: { ...about, before: gone, title: 'Deleted', model_id: 9001, action: 'delete' } })
  return { edited: Number(edited.id), deleted: Number(deleted.id) }
}

const point = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGP4z8DwHwAFAAH/iZk9HQAAAABJRU5ErkJggg=='
const withLogo = ({ db }: Scene['system']) =>
  db.organisationLogo.upsert({
    where: { org_id: 2 },
    create: { org_id: 2, png: new Uint8Array(Buffer.from(point, 'base64')) },
    update: {},
  })

/** Calls about merges, and about what can be taken back. */
export const organisationSamples = async ({ system }: Scene): Promise<Record<string, { input: object }>> => {
  await withLogo(system)
  const { id: merge } = await mergeIn(system)
  const { edited, deleted } = await undoable(system)
  return {
    'logos.view': { input: { id: 2 } },
    'logos.set': { input: { id: 2, image: point } },
    'logos.delete': { input: { id: 2 } },
    'merges.list': { input: {} },
    'merges.view': { input: { id: merge } },
    'merges.plan': { input: { from: 3, to: 2 } },
    'merges.add': { input: { from: 3, to: 2 } },
    'merges.undoPlan': { input: { id: merge } },
    'merges.undo': { input: { id: merge } },
    'undo.plan': { input: { id: edited } },
    'undo.restore': { input: { id: edited } },
    'undo.bringBack': { input: { id: deleted } },
  }
}
