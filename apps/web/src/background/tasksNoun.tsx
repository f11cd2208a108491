import { Task, tasks } from '@reeve/contract/background/tasks'
import { pages } from '@reeve/contract/pages'
import { IconCalendarRepeat, IconPlayerPlay } from '@tabler/icons-react'
import type { Row } from '../kit/client/client.ts'
import { wordOf } from '../kit/text/format.ts'
import { agoOf } from '../kit/text/Time.tsx'
import { lazily } from '../resource/noun/lazily.tsx'
import type { Noun } from '../resource/noun/noun.tsx'
import { Nothing } from '../resource/noun/Shown.tsx'
import { frequencyOf } from './frequency.ts'

const ZonedTime = lazily(async () => (await import('./ZonedTime.tsx')).ZonedTime)
const TaskOverview = lazily(async () => (await import('./TaskOverview.tsx')).TaskOverview)

const frequencyIn = (row: Row) => {
  const { data } = Task.safeParse(row)
  return data ? frequencyOf(data) : ''
}
const nextOf = (row: Row) =>
  row.enabled === true && typeof row.next_execution_time === 'string' ? (
    <ZonedTime at={row.next_execution_time} zone={wordOf(row.zone_used)} />
  ) : (
    <Nothing says="Not scheduled" />
  )
const lastOf = (row: Row) => {
  const last = Task.safeParse(row).data?.last
  return last ? `${agoOf(last.at)}${last.job ? `, ${last.job.status}` : ''}` : <Nothing says="Never" />
}

/** The list, page and form of scheduled tasks (operations 4). */
export const tasksNoun: Noun = {
  noun: 'tasks',
  path: pages.tasks,
  one: 'scheduled task',
  many: 'Scheduled tasks',
  about: 'Work that Reeve starts by itself, every so many hours or by a cron expression. Each task has a time zone.',
  icon: IconCalendarRepeat,
  operations: { list: tasks.list, view: tasks.view, edit: tasks.edit },
  nameOf: (row) => wordOf(row.type),
  telling: ['type', 'next_execution_time'],
  model: 'Task',
  cells: { timer: frequencyIn, next_execution_time: nextOf },
  extra: [{ key: 'last', label: 'Last run', before: 'description', cell: lastOf }],
  off: ['scheduled_time', 'message'],
  facts: (row) => [
    ['Frequency', frequencyIn(row)],
    ['Next run', nextOf(row)],
    ['Last run', lastOf(row)],
    ['Time zone', wordOf(row.zone_used)],
  ],
  marks: (row) => [
    ...(row.enabled === false ? [{ tone: 'look', label: 'Disabled' } as const] : []),
    ...(row.overdue === true ? [{ tone: 'wrong', label: 'Missed its run' } as const] : []),
  ],
  overview: TaskOverview,
  actions: [
    {
      label: 'Run now',
      icon: IconPlayerPlay,
      allow: tasks.runNow.allow,
      operation: tasks.runNow,
      first: true,
      done: (row) => `${wordOf(row.type)} is queued.`,
    },
  ],
}
