import { z } from 'zod'
import { Flag, Time } from '../inputs/inputs.ts'
import { field } from '../kernel/fields.ts'
import { own } from '../kernel/filters.ts'
import { may } from '../kernel/may.ts'
import { operationsOn } from '../kernel/operation.ts'

/** Something that went wrong by itself: from when it was seen to when it was over. */
export const Alert = z.object({
  id: field(z.number(), { label: 'Id', sort: true }),
  key: field(z.string().describe('What it is about: `worker …`, `queue …`, `task …`.'), { label: 'About', column: true, sort: true }),
  message: field(z.string(), { label: 'Message', column: true }),
  raised: field(Time, { label: 'Raised', column: true, sort: true }),
  cleared: field(Time.nullable(), { label: 'Over', column: true, sort: true }),
})

const alert = operationsOn('alerts', { row: Alert, one: Alert, added: Alert })
export const alerts = {
  list: alert.list({ summary: 'List alerts', allow: may.siteAdmin, filters: { open: own('Not over', Flag) } }),
}
