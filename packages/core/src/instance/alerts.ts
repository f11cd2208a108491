import { Alert, alerts } from '@reeve/contract/instance/alerts'
import type { Prisma } from '../../generated/client.ts'
import { implement, type Rows } from '../request/implement.ts'
import { listsOf } from '../request/lists.ts'

const rows: Rows<Prisma.AlertModel, Prisma.AlertWhereInput> = {
  scope: () => ({}),
  find: (read, where) => read.alert.findFirst({ where }),
  mayChange: () => false,
}
const lists = listsOf(
  {
    rows,
    row: Alert,
    table: 'alerts',
    many: ({ read }, window) => read.alert.findMany(window),
    count: (read, where, take) => read.alert.count({ where, take }),
    show: async (_, found) => found,
    filters: { open: (open: boolean) => (open ? { cleared: null } : { NOT: { cleared: null } }) },
  },
  alerts,
)
export const alertsImplementation = implement(alerts, rows, {
  list: (ctx, { sort = '-id', ...input }) => lists.list(ctx, { ...input, sort }),
})
