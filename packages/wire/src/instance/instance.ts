import { instanceOperations as instance } from '@reeve/contract/instance/instance'
import { at, type Binding } from '../dialect/dialect.ts'

/** Encodings of request bodies that are understood (people-data 0.3). */
const request_encoding = ['gzip', 'br']

export const instanceWire: Binding[] = [
  ...at(['/servers/getVersion'], instance.version, {
    give: ({ version, uuid }, { actor: { perms } }) => ({
      version,
      pymisp_recommended_version: version,
      perm_sync: perms.has('perm_sync'),
      perm_sighting: perms.has('perm_sighting'),
      perm_galaxy_editor: perms.has('perm_galaxy_editor'),
      perm_analyst_data: perms.has('perm_analyst_data'),
      uuid: uuid ?? '-',
      request_encoding,
      filter_sightings: true,
    }),
  }),
  ...at(['/servers/getPyMISPVersion'], instance.version, { give: ({ version }) => ({ version }), compact: true }),
]
