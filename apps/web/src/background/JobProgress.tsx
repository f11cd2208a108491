import { Progress } from '@mantine/core'
import type { Row } from '../kit/client/client.ts'
import { wordOf } from '../kit/text/format.ts'
import classes from './jobs.module.css'

const colours: Record<string, string> = { failed: 'var(--wrong)', cancelled: 'var(--mantine-color-dimmed)', completed: 'var(--good)' }
const words: Record<string, string> = { waiting: 'Queued', failed: 'Failed', cancelled: 'Cancelled', completed: 'Completed' }

/** How far a job is: in words, and as a bar where it is at work. */
export const JobProgress = ({ row }: { row: Row }) => {
  const status = wordOf(row.status)
  const percent = Number(row.progress)
  const word = words[status] ?? (percent > 0 ? `${percent} %` : 'Running')
  return (
    <span className={classes.progress}>
      <Progress
        value={status === 'failed' || status === 'cancelled' ? 100 : percent}
        color={colours[status] ?? 'var(--accent)'}
        size="sm"
        aria-label={`Progress of job ${wordOf(row.id)}`}
      />
      <span>{word}</span>
    </span>
  )
}
