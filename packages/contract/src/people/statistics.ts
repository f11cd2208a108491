import { z } from 'zod'
import { may } from '../kernel/may.ts'
import { operationsOn } from '../kernel/operation.ts'

const none = z.object({ id: z.number() })
const statistic = operationsOn('statistics', { row: none, one: none, added: none })

const Growth = z.object({ total: z.number(), month: z.number().describe('Since the first of the month.'), year: z.number() })
/** New ones by month, oldest first; `month` is its first day. */
const Months = z.array(z.object({ month: z.string(), users: z.number(), org_local: z.number(), org_external: z.number() }))
const OrgFigure = z.object({
  id: z.number(),
  name: z.string(),
  description: z.string().nullable(),
  local: z.boolean(),
  contacts: z.string().nullable(),
  type: z.string(),
  sector: z.string(),
  nationality: z.string(),
  user_count: z.number(),
})

/** Counts of what is here (people-data 2.2, statistics). */
export const statistics = {
  data: statistic.query('data', {
    summary: 'Count users and organisations',
    allow: may.anyone,
    input: {},
    output: z.object({
      user_count: z.number(),
      user_count_pgp: z.number(),
      org_count: z.number(),
      local_org_count: z.number(),
      average_user_per_org: z.number().describe('Users by local organisations, to one digit.'),
    }),
  }),
  orgs: statistic.query('orgs', {
    summary: 'Count the users of each organisation',
    allow: may.seeOrganisations,
    input: { scope: z.enum(['local', 'external', 'all']).default('local') },
    output: z.array(OrgFigure),
  }),
  users: statistic.query('users', {
    summary: 'How users and organisations grow',
    allow: may.anyone,
    input: {},
    output: z.object({ user: Growth, org_local: Growth, org_external: Growth, months: Months }),
  }),
  /** Beyond MISP: only of users whom the caller may list. */
  activity: statistic.query('activity', {
    summary: 'Count users by when they were last here',
    allow: may.admin,
    input: {},
    output: z.object({
      total: z.number(),
      disabled: z.number(),
      never: z.number().describe('Neither signed in nor used an auth key since the account was made.'),
      within: z
        .array(z.object({ days: z.number(), users: z.number() }))
        .describe('Signed in, or used an auth key, in the last so many days; the longer spans hold the shorter ones.'),
    }),
  }),
}
export type OrgFigure = z.output<typeof OrgFigure>
