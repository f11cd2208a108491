import { type OrgFigure, statistics } from '@reeve/contract/people/statistics'
import type { Call } from '../dialect/call.ts'
import { at, type Binding, type RenderContext } from '../dialect/dialect.ts'
import { exception } from '../dialect/refuse.ts'
import { plain, worded } from '../dialect/wireValues.ts'

const page = ({ ids: [name = 'data'] }: Call) => name
const onPage = (name: string) => (call: Call) => page(call) === name

/** What is counted of events and what belongs to them; there are none. */
const withoutEvents = {
  event_count: '0',
  event_count_month: '0',
  attribute_count: '0',
  attribute_count_month: '0',
  attributes_per_event: '0',
  correlation_count: '0',
  proposal_count: '0',
}
const withoutThreads = { thread_count: '0', thread_count_month: '0', post_count: '0', post_count_month: '0' }

const columns = ['id', 'name', 'description', 'local', 'contacts', 'type', 'sector', 'nationality'] as const
/** Figures stand only where there is something to count (rec user-statistics-orgs). */
const inMap = ({ user_count, ...org }: OrgFigure, context: RenderContext) => ({
  ...worded(org, columns, {}, context),
  ...(user_count > 0 && { userCount: plain(user_count) }),
})
const scopes = new Set(['local', 'external', 'all'])
const scopeOf = ({ named: { scope } }: Call) => (typeof scope === 'string' && scopes.has(scope) ? scope : 'local')

export const statisticsWire: Binding[] = [
  ...at(['/users/statistics'], statistics.data, {
    when: onPage('data'),
    give: ({ user_count, user_count_pgp, org_count, local_org_count, average_user_per_org }) => ({
      stats: {
        ...withoutEvents,
        user_count: plain(user_count),
        user_count_pgp: plain(user_count_pgp),
        org_count: plain(org_count),
        local_org_count: plain(local_org_count),
        contributing_org_count: '',
        average_user_per_org: plain(average_user_per_org),
        ...withoutThreads,
      },
    }),
  }),
  ...at(['/users/statistics'], statistics.orgs, {
    when: onPage('orgs'),
    take: (call) => ({ scope: scopeOf(call) }),
    give: (orgs, context) => Object.fromEntries(orgs.map((org) => [org.name, inMap(org, context)])),
    words: { forbidden: (_, { call }) => exception(405, 'The list of organisations is hidden on this instance.', call.url) },
  }),
  ...at(['/users/statistics'], statistics.users, {
    when: onPage('users'),
    give: ({ user, org_local, org_external }) => ({
      user: { data: user },
      org_local: { data: org_local },
      org_external: { data: org_external },
    }),
  }),
]
