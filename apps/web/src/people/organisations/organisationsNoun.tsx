import { Anchor } from '@mantine/core'
import { isSiteAdmin } from '@reeve/contract/kernel/may'
import { pages } from '@reeve/contract/pages'
import { merges } from '@reeve/contract/people/merges'
import { organisations } from '@reeve/contract/people/organisations'
import { users } from '@reeve/contract/people/users'
import { IconArrowMerge, IconBuilding, IconUserPlus } from '@tabler/icons-react'
import { Link } from 'react-router'
import type { Row } from '../../kit/client/client.ts'
import type { Fact } from '../../kit/layout/Facts.tsx'
import { amount, wordOf } from '../../kit/text/format.ts'
import { Time } from '../../kit/text/Time.tsx'
import { lazily } from '../../resource/noun/lazily.tsx'
import type { Noun } from '../../resource/noun/noun.tsx'

const Logo = lazily(async () => (await import('./Logo.tsx')).Logo)
const LikelyDuplicates = lazily(async () => (await import('./LikelyDuplicates.tsx')).LikelyDuplicates)
const Nationality = lazily(async () => (await import('./OrganisationFields.tsx')).Nationality)
const UuidField = lazily(async () => (await import('./OrganisationFields.tsx')).UuidField)
const OrganisationLogo = lazily(async () => (await import('./OrganisationLogo.tsx')).OrganisationLogo)

const organisationFacts = (row: Row): Fact[] => [
  [
    'Users',
    <Anchor key="users" component={Link} to={`${pages.users}?org_id=${wordOf(row.id)}`}>
      {amount(Number(row.user_count))}
    </Anchor>,
  ],
  ['Nationality', wordOf(row.nationality)],
  ['Sector', wordOf(row.sector)],
  ['Added', <Time key="added" at={wordOf(row.date_created)} />],
]

/** The list, page and forms of organisations. */
export const organisationsNoun: Noun = {
  noun: 'organisations',
  path: pages.organisations,
  one: 'organisation',
  many: 'Organisations',
  about: 'Local organisations have users on this instance. Remote organisations are known so that data can be shared with them.',
  icon: IconBuilding,
  operations: organisations,
  nameOf: (row) => wordOf(row.name),
  telling: ['name', 'nationality'],
  model: 'Organisation',
  wire: (row) => `/organisations/view/${wordOf(row.id)}.json`,
  marks: (row) => [row.local === false ? { tone: 'plain', label: 'Remote' } : { tone: 'plain', label: 'Local' }],
  facts: organisationFacts,
  cells: { logo: (row) => <Logo row={row} /> },
  controls: { nationality: Nationality, uuid: UuidField },
  off: ['uuid', 'type', 'contacts'],
  tabs: [
    { label: 'Logo', show: OrganisationLogo, applies: isSiteAdmin },
    { label: 'Likely duplicates', show: LikelyDuplicates, applies: isSiteAdmin },
  ],
  links: [
    {
      label: 'Add user',
      icon: IconUserPlus,
      allow: users.add.allow,
      to: (row) => `${pages.users}/add?org_id=${wordOf(row.id)}&back=${pages.organisations}/${wordOf(row.id)}`,
      first: true,
    },
    {
      label: 'Merge',
      icon: IconArrowMerge,
      allow: merges.add.allow,
      to: (row) => `${pages.organisations}/${wordOf(row.id)}/merge`,
      first: true,
    },
  ],
  also: [{ label: 'Merges', icon: IconArrowMerge, allow: merges.list.allow, to: '/merges' }],
  views: [
    { label: 'Local', filters: { local: 'local' } },
    { label: 'Remote', filters: { local: 'external' } },
    { label: 'All', filters: { local: 'all' } },
  ],
  deleting: {
    irreversible: true,
    says: 'An organisation with users cannot be deleted. Move or delete the users first, or merge the organisation into another. Its log entries are kept.',
  },
}
