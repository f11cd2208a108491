import { z } from 'zod'
import { Ref, Text, Time } from '../inputs/inputs.ts'
import { field } from '../kernel/fields.ts'
import { has, own } from '../kernel/filters.ts'
import { type Actor, isSiteAdmin, may } from '../kernel/may.ts'
import { operationsOn } from '../kernel/operation.ts'

/** For whom a view is. */
export const reaches = ['me', 'organisation', 'everyone'] as const
export type Reach = (typeof reaches)[number]

/** Whom an actor may give a view to; what he may give, he may also change and take away. Form and handler ask here. */
export const mayShare = (actor: Actor, reach: Reach) =>
  reach === 'me' || isSiteAdmin(actor) || (reach === 'organisation' && actor.perms.has('perm_admin'))

/** Words of a list's address that say where somebody stands in it, not what he asks for. */
const passing: ReadonlySet<string> = new Set(['after', 'page', 'open', 'tab', 'view'])

/** What an address asks of a list, in an order of its own: two that ask the same are the same text. */
export const questionOf = (query: string) => {
  const asked = [...new URLSearchParams(query)].filter(([key, value]) => !passing.has(key) && value !== '')
  return new URLSearchParams(asked.sort(([a, x], [b, y]) => (a === b ? (x < y ? -1 : 1) : a < b ? -1 : 1))).toString()
}

const longest = 2000
const Query = z
  .string()
  .max(longest, 'This is too much for a view.')
  .transform(questionOf)
  .refine((query) => query.length <= longest, 'This is too much for a view.')

/** The address of a list under a name: it opens the list as its reader may see it, and gives nobody a right. */
export const SavedView = z.object({
  id: z.number(),
  name: field(z.string(), { label: 'Name', column: true, sort: true }),
  noun: field(z.string(), { label: 'List', column: true, sort: true }),
  query: field(z.string(), { label: 'Filters', column: true }),
  reach: field(z.enum(reaches), { label: 'Shared with', column: true }),
  org: field(Ref.nullable(), { label: 'Organisation', of: 'organisations' }),
  created: field(Time, { label: 'Created', column: true, sort: true }),
  version: z.number(),
})
export type SavedView = z.output<typeof SavedView>

const changeable = {
  name: field(Text(100).min(1, 'Give it a name.'), { label: 'Name', group: 'View' }),
  reach: field(z.enum(reaches).default('me'), {
    label: 'Shared with',
    group: 'View',
    help: 'Each user sees only what their own role allows.',
  }),
  query: Query.describe('What the address of the list says after its question mark.'),
}
const view = operationsOn('savedViews', { row: SavedView, one: SavedView, added: SavedView })
const filters = {
  search: has('Search', 'name'),
  noun: own('List', z.string().max(64)),
  reach: own('For whom', z.enum(reaches)),
}

export const savedViews = {
  list: view.list({ summary: 'List the views that one may open', allow: may.anyone, filters }),
  view: view.view({ summary: 'View a saved view', allow: may.anyone }),
  add: view.add({
    summary: 'Save a view of a list',
    allow: may.anyone,
    input: z.object({ ...changeable, noun: z.string().max(64).describe('The list, as the catalogue calls it: `users`.') }),
  }),
  edit: view.edit({ summary: 'Rename, share or update a saved view', allow: may.anyone, input: z.object(changeable) }),
  delete: view.delete({ summary: 'Delete a saved view', allow: may.anyone }),
}
