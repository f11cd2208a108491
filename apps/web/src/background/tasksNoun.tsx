import { tasks } from '@reeve/contract/background/tasks'
import { pages } from '@reeve/contract/pages'
import { IconCalendarRepeat, IconPlayerPlay } from '@tabler/icons-react'
import type { Row } from '../kit/client/client.ts'
import { wordOf } from '../kit/text/format.ts'
import { Time } from '../kit/text/Time.tsx'
import type { Noun } from '../resource/noun/noun.tsx'
import { Nothing } from '../resource/noun/Shown.tsx'
import { TaskOverview } from './TaskOverview.tsx'

const nextOf = (row: Row) =>
  row.enabled === true && typeof row.next_execution_time === 'string' ? (
    <Time at={row.next_execution_time} />
  ) : (
    <Nothing says="Not scheduled" />
  )

/** The list, page and form of scheduled tasks (operations 4). */
export const tasksNoun: Noun = {
  noun: 'tasks',
  path: pages.tasks,
  one: 'scheduled task',
  many: 'Scheduled tasks',
  about: 'Work that Reeve begins by itself: every so many hours, or by a cron expression, by the clock of a time zone.',
  icon: IconCalendarRepeat,
  operations: { list: tasks.list, view: tasks.view, edit: tasks.edit },
  nameOf: (row) => wordOf(row.type),
  telling: ['type', 'next_execution_time'],
  model: 'Task',
  cells: {
    timer: (row) => (row.cron ? <code>{wordOf(row.cron)}</code> : wordOf(row.timer)),
    scheduled_time: (row) => (row.cron ? '' : `${wordOf(row.scheduled_time)} ${wordOf(row.zone_used)}`),
    next_execution_time: nextOf,
  },
  marks: (row) => [
    ...(row.enabled === false ? [{ tone: 'look', label: 'Switched off' } as const] : []),
    ...(row.overdue === true ? [{ tone: 'wrong', label: 'Did not run' } as const] : []),
  ],
  overview: TaskOverview,
  actions: [
    {
      label: 'Run now',
      icon: IconPlayerPlay,
      allow: tasks.runNow.allow,
      operation: tasks.runNow,
      done: (row) => `${wordOf(row.type)} is queued.`,
    },
  ],
}
