import { Anchor, Button, Group, Title } from '@mantine/core'
import { workers as operations, type Queue } from '@reeve/contract/background/workers'
import { IconPlayerPause, IconPlayerPlay, IconPlus, IconTrash } from '@tabler/icons-react'
import { Link } from 'react-router'
import { confirm } from '../kit/feedback/confirm.tsx'
import { Mark } from '../kit/feedback/Mark.tsx'
import { useCounted } from '../kit/feedback/useCounted.ts'
import { amount, counted } from '../kit/text/format.ts'
import classes from './workers.module.css'

const waitOf = (seconds: number) => (seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`)

const Health = ({ queue: { ok, paused, workers } }: { queue: Queue }) => {
  const healthy = workers.filter(({ alive, correct_user }) => alive && correct_user).length
  if (paused) return <Mark tone="look">Paused</Mark>
  if (!ok) return <Mark tone="wrong">No worker running</Mark>
  if (healthy < workers.length) return <Mark tone="look">{`${healthy} of ${workers.length} workers healthy`}</Mark>
  return <Mark tone="good">OK</Mark>
}

const Counts = ({ queue: { queue, waiting, delayed, running, failed, completed_hour, oldest } }: { queue: Queue }) => (
  <span className={classes.counts}>
    <Anchor underline="always" component={Link} to={`/jobs?worker=${queue}&status=waiting`}>{`${amount(waiting)} waiting`}</Anchor>
    {delayed > 0 && ` (${amount(delayed)} not due yet)`}
    {oldest !== null && `, longest for ${waitOf(oldest)}`}
    {` · ${amount(running)} running · ${amount(completed_hour)} completed in the last hour · `}
    <Anchor underline="always" component={Link} to={`/jobs?worker=${queue}&status=failed`}>{`${amount(failed)} failed`}</Anchor>
  </span>
)

/** The state of a queue, its counts, and what can be done with it. */
export const QueueHead = ({ queue, controls }: { queue: Queue; controls: boolean }) => {
  const act = useCounted()
  const { queue: name, waiting, paused } = queue
  const clear = () =>
    confirm({
      title: `Clear queue ${name}?`,
      text: `${counted(waiting, 'waiting job')} will be cancelled. Running jobs continue. Cancelled jobs can be retried.`,
      verb: 'Clear queue',
      danger: true,
      act: () => act(operations.clear, { queue: name }, (count) => `${counted(count, 'job')} cancelled.`),
    })
  const pause = () =>
    act(paused ? operations.unpause : operations.pause, { queue: name }, `Queue ${name} is ${paused ? 'resumed' : 'paused'}.`)
  const small = { size: 'compact-sm', variant: 'default' } as const
  return (
    <div className={classes.head}>
      <Title order={2}>{name}</Title>
      <Health queue={queue} />
      {name !== 'scheduler' && <Counts queue={queue} />}
      <Group gap={6} className={classes.tools}>
        {waiting > 0 && (
          <Button {...small} leftSection={<IconTrash size={14} aria-hidden />} onClick={clear}>
            Clear
          </Button>
        )}
        {name !== 'scheduler' && (
          <Button
            {...small}
            aria-label={`${paused ? 'Resume' : 'Pause'} ${name}`}
            leftSection={paused ? <IconPlayerPlay size={14} aria-hidden /> : <IconPlayerPause size={14} aria-hidden />}
            onClick={() => void pause()}
          >
            {paused ? 'Resume' : 'Pause'}
          </Button>
        )}
        {controls && (
          <Button
            {...small}
            aria-label={`Start worker for ${name}`}
            leftSection={<IconPlus size={14} aria-hidden />}
            onClick={() => void act(operations.start, { queue: name }, 'Worker start signal sent.')}
          >
            Start worker
          </Button>
        )}
      </Group>
    </div>
  )
}
