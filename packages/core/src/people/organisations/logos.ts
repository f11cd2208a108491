import { fail } from '@reeve/contract/inputs/failure'
import { logos } from '@reeve/contract/people/logos'
import type { Prisma } from '../../../generated/client.ts'
import { implement, prepared, type Rows } from '../../request/implement.ts'
import { pngOf } from './logo.ts'
import { seenOrganisations } from './usedBy.ts'

type Row = Prisma.OrganisationModel
const rows: Rows<Row, Prisma.OrganisationWhereInput> = {
  scope: seenOrganisations,
  find: (read, where) => read.organisation.findFirst({ where }),
  mayChange: () => true,
}

export const logosImplementation = implement(logos, rows, {
  view: async ({ read }, { id, name }) => {
    const logo = (await read.organisationLogo.findUnique({ where: { org_id: id } })) ?? fail('notFound', `${name} has no logo.`)
    return { id, modified: logo.modified, png: Buffer.from(logo.png).toString('base64') }
  },
  set: prepared(
    (_, __, { image }) => pngOf(image),
    async ({ write, ports }, row, _, png) => {
      await write.logo.set(row, png, ports.now())
      return { id: row.id }
    },
  ),
  delete: async ({ write, ports }, row) => {
    await write.logo.set(row, null, ports.now())
    return { id: row.id }
  },
})
