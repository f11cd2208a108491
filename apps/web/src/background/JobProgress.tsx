import { Progress } from '@mantine/core'
import { IconAlertTriangle, IconCircleX } from '@tabler/icons-react'
import type { Row } from '../kit/client/client.ts'
import { amount, wordOf } from '../kit/text/format.ts'
import classes from './jobs.module.css'

const colours: Record<string, string> = { failed: 'var(--wrong)', cancelled: 'var(--mantine-color-dimmed)', completed: 'var(--good)' }
const words: Record<string, string> = { waiting: 'Queued', failed: 'Failed', cancelled: 'Cancelled', completed: 'Completed' }

/** The progress of a job in words and as a bar. Completed with parts that failed is amber, not green. */
export const JobProgress = ({ row }: { row: Row }) => {
  const status = wordOf(row.status)
  const percent = Number(row.progress)
  const failures = status === 'completed' ? Number(row.failures) : 0
  const tone = status === 'failed' ? 'wrong' : failures > 0 ? 'look' : undefined
  const word = words[status] ?? (percent > 0 ? `${percent} %` : 'Running')
  return (
    <span className={classes.progress}>
      <Progress
        value={status === 'failed' || status === 'cancelled' ? 100 : percent}
        color={failures > 0 ? 'var(--look)' : (colours[status] ?? 'var(--accent)')}
        size="sm"
        aria-label={`Progress of job ${wordOf(row.id)}`}
      />
      <span className={classes.outcome} data-tone={tone}>
        {tone === 'look' && <IconAlertTriangle size={14} aria-hidden />}
        {tone === 'wrong' && <IconCircleX size={14} aria-hidden />}
        {failures > 0 ? `${word}, ${amount(failures)} failed` : word}
      </span>
    </span>
  )
}
