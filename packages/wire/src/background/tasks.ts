import { neverScheduled, type Task, tasks } from '@reeve/contract/background/tasks'
import { isMap } from '@reeve/contract/inputs/isMap'
import type { Call } from '../dialect/call.ts'
import { at, type Binding, type RenderContext } from '../dialect/dialect.ts'
import { exception, nameless, saved } from '../dialect/refuse.ts'
import { bodyOf, filtersOf, idIn, present, worded } from '../dialect/wireValues.ts'

const seconds = (value: unknown) => String(Math.floor(Date.parse(typeof value === 'string' ? value : neverScheduled) / 1000))
const columns = ['id', 'type', 'timer', 'scheduled_time', 'description', 'next_execution_time', 'message'] as const
const shown = (task: Omit<Task, 'upcoming' | 'last'>, context: RenderContext) => ({
  Task: worded(task, columns, { next_execution_time: seconds }, context),
})

/** `{"Task": {"<id>": {…}, …}}`: the whole table as the page sends it back. */
const table = (call: Call) => ({
  tasks: Object.entries(bodyOf(call, 'Task')).flatMap(([id, row]) => (isMap(row) ? [{ ...present(row), id }] : [])),
})

export const tasksWire: Binding[] = [
  ...at(['/tasks/index'], tasks.index, {
    take: (call) => present(filtersOf(call, 'Task', ['limit', 'page'])),
    give: (rows, context) => rows.map((row) => shown(row, context)),
    words: { notFound: ({ message }, { call }) => exception(404, message, call.url) },
  }),
  ...at(['/tasks/setTask'], tasks.set, { take: table, give: saved('Task edited', nameless) }),
  ...at(['/tasks/edit'], tasks.edit, { take: (call) => ({ ...present(bodyOf(call, 'Task')), id: idIn(call) }), give: shown }),
]
