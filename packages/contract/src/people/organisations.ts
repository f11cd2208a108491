import { z } from 'zod'
import { Flag, Line, Lines, Text, Time, Uuid } from '../inputs/inputs.ts'
import { field } from '../kernel/fields.ts'
import { has, own } from '../kernel/filters.ts'
import { may } from '../kernel/may.ts'
import { operationsOn } from '../kernel/operation.ts'
import { Picture } from './logos.ts'

const shared = {
  id: field(z.number(), { label: 'Id', group: 'Organisation', column: true, sort: true }),
  name: field(z.string(), { label: 'Name', group: 'Organisation', column: true, sort: true }),
  uuid: field(z.string(), { label: 'UUID', group: 'Organisation', column: true }),
  description: field(z.string().nullable(), { label: 'Description', group: 'Profile', column: true }),
  nationality: field(z.string(), { label: 'Nationality', group: 'Profile', column: true, sort: true }),
  sector: field(z.string(), { label: 'Sector', group: 'Profile', column: true, sort: true }),
  type: field(z.string(), { label: 'Type', group: 'Profile', column: true, sort: true }),
  contacts: field(z.string().nullable(), { label: 'Contacts', group: 'Profile', column: true }),
  created_by_email: field(z.string().nullable(), { label: 'Added by', group: 'History', column: true }),
  local: field(z.boolean(), { label: 'Local', group: 'Organisation', column: true, sort: true }),
  user_count: field(z.number(), { label: 'Users', group: 'Organisation', column: true }),
}
const further = {
  restricted_to_domain: field(z.array(z.string()).nullable(), { label: 'Restricted to domains', group: 'Organisation' }),
  landingpage: z.string().nullable(),
  created_by: z.number().nullable(),
  date_created: field(Time, { label: 'Created', group: 'History' }),
  date_modified: field(Time, { label: 'Modified', group: 'History' }),
  version: z.number(),
}

/** An organisation in a list and on its page (people-data 3.1). `created_by*` is null to those who may not know it. */
export const Organisation = z.object({ ...shared, ...further })
export type Organisation = z.output<typeof Organisation>

export const OrganisationInput = z.object({
  local: field(Flag.default(true), {
    label: 'Local organisation',
    group: 'Organisation',
    help: 'A local organisation has users on this instance. Turn this off for organisations that data is only shared with.',
  }),
  name: field(Line(255, 'Name cannot be empty.').min(1, 'Name cannot be empty.'), {
    label: 'Organisation identifier',
    group: 'Organisation',
    help: 'The short name shown everywhere.',
  }),
  uuid: field(z.union([Uuid, z.literal('')]).optional(), {
    label: 'UUID',
    group: 'Organisation',
    help: 'Use the UUID that the organisation has on other instances. Empty: a new UUID.',
  }),
  description: field(Text(65_535).nullable().default(null), { label: 'Description', group: 'Details', control: 'text' }),
  nationality: field(Line(255).default(''), { label: 'Nationality', group: 'Details' }),
  sector: field(Line(255).default(''), { label: 'Sector', group: 'Details', help: 'Such as financial, transport or telecom.' }),
  type: field(Line(255).default(''), { label: 'Type of organisation', group: 'Details' }),
  contacts: field(Text(65_535).nullable().default(null), { label: 'Contacts', group: 'Details', control: 'text' }),
  restricted_to_domain: field(Lines(200, 255).optional(), {
    label: 'Restricted to domains',
    group: 'Details',
    control: 'lines',
    help: 'Org admins can only add users with an email in one of these domains. One per line. Empty: any domain.',
  }),
  /** No field of the form: it has a page of its own. Forms of MISP bring it along (people-data 3.4). */
  logo: Picture.optional(),
})

const { id, ...others } = shared
/** With the moment of its logo, by which pictures are asked for anew. */
const OrganisationWithLogo = z.object({
  id,
  logo: field(Time.nullable(), { label: 'Logo', group: 'Profile', column: true }),
  ...others,
  ...further,
})
const organisation = operationsOn('organisations', {
  row: OrganisationWithLogo,
  one: OrganisationWithLogo,
  added: OrganisationWithLogo,
  by: ['id', 'uuid', 'name'],
})
const filters = {
  search: has('Search', 'name', 'description', 'nationality', 'sector', 'type', 'contacts', 'uuid'),
  local: own('Scope', z.enum(['local', 'external', 'all'])),
}

export const organisations = {
  list: organisation.list({ summary: 'List organisations', allow: may.seeOrganisations, filters }),
  export: organisation.export({ summary: 'Export organisations', allow: may.seeOrganisations, filters }),
  view: organisation.view({ summary: 'View an organisation', allow: may.anyone }),
  add: organisation.add({ summary: 'Add an organisation', allow: may.siteAdmin, input: OrganisationInput }),
  edit: organisation.edit({ summary: 'Edit an organisation', allow: may.siteAdmin, input: OrganisationInput }),
  delete: organisation.delete({ summary: 'Delete an organisation', allow: may.siteAdmin }),
  similar: organisation.queryOne('similar', {
    summary: 'Organisations that may be the same: a near name, or a domain in common',
    allow: may.siteAdmin,
    input: {},
    output: z.array(
      z.object({
        id: z.number(),
        name: z.string(),
        local: z.boolean(),
        user_count: z.number(),
        alike: z.number(),
        domains: z.array(z.string()),
      }),
    ),
  }),
  uuid: organisation.query('uuid', { summary: 'Make a new UUID', allow: may.siteAdmin, input: {}, output: z.object({ uuid: z.string() }) }),
  uuids: organisation.query('uuids', {
    summary: 'List the UUIDs of local organisations',
    allow: may.sync,
    input: {},
    output: z.array(z.string()),
  }),
}
