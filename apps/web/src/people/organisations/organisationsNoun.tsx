import { isSiteAdmin } from '@reeve/contract/kernel/may'
import { pages } from '@reeve/contract/pages'
import { merges } from '@reeve/contract/people/merges'
import { organisations } from '@reeve/contract/people/organisations'
import { IconArrowMerge, IconBuilding } from '@tabler/icons-react'
import { wordOf } from '../../kit/text/format.ts'
import type { Noun } from '../../resource/noun/noun.tsx'
import { LikelyDuplicates } from './LikelyDuplicates.tsx'
import { Logo } from './Logo.tsx'
import { Nationality, UuidField } from './OrganisationFields.tsx'
import { OrganisationLogo } from './OrganisationLogo.tsx'

/** The list, page and forms of organisations. */
export const organisationsNoun: Noun = {
  noun: 'organisations',
  path: pages.organisations,
  one: 'organisation',
  many: 'Organisations',
  about: 'Local organisations have users here. Remote ones are only known, so that data can be shared with them.',
  icon: IconBuilding,
  operations: organisations,
  nameOf: (row) => wordOf(row.name),
  telling: ['name', 'nationality'],
  model: 'Organisation',
  wire: (row) => `/organisations/view/${wordOf(row.id)}.json`,
  marks: (row) => [row.local === false ? { tone: 'plain', label: 'Remote' } : { tone: 'plain', label: 'Local' }],
  cells: { logo: (row) => <Logo row={row} /> },
  controls: { nationality: Nationality, uuid: UuidField },
  off: ['uuid', 'type', 'contacts'],
  tabs: [
    { label: 'Logo', show: OrganisationLogo, applies: isSiteAdmin },
    { label: 'Likely duplicates', show: LikelyDuplicates, applies: isSiteAdmin },
  ],
  links: [
    { label: 'Merge into another', icon: IconArrowMerge, allow: merges.add.allow, to: (row) => `/organisations/${wordOf(row.id)}/merge` },
  ],
  also: [{ label: 'Merges', icon: IconArrowMerge, allow: merges.list.allow, to: '/merges' }],
  views: [
    { label: 'Local', filters: { local: 'local' } },
    { label: 'Remote', filters: { local: 'external' } },
    { label: 'All', filters: { local: 'all' } },
  ],
  deleting: {
    irreversible: true,
    says: 'This is refused while it has users: move or delete them first, or merge it into another. What it did stays in the log.',
  },
}
