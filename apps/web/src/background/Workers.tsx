import { Anchor, Button, Group, Menu, Title } from '@mantine/core'
import { workers as operations, type Queue } from '@reeve/contract/background/workers'
import { IconPlayerPause, IconPlayerPlay, IconPlus, IconTrash } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { api } from '../kit/client/client.ts'
import { confirm } from '../kit/feedback/confirm.tsx'
import { ErrorState } from '../kit/feedback/ErrorState.tsx'
import { Mark } from '../kit/feedback/Mark.tsx'
import { TableSkeleton } from '../kit/feedback/skeletons.tsx'
import { useCounted } from '../kit/feedback/useCounted.ts'
import layout from '../kit/layout/layout.module.css'
import { PageHead } from '../kit/layout/PageHead.tsx'
import { amount, counted } from '../kit/text/format.ts'
import { WorkerTable } from './WorkerTable.tsx'
import classes from './workers.module.css'
import { workersNoun } from './workersNoun.tsx'

const waitOf = (seconds: number) => (seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`)

const Health = ({ queue: { ok, paused, workers } }: { queue: Queue }) => {
  const well = workers.filter(({ alive, correct_user }) => alive && correct_user).length
  if (paused) return <Mark tone="look">Paused</Mark>
  if (!ok) return <Mark tone="wrong">Worker not running!</Mark>
  if (well < workers.length) return <Mark tone="look">{well === 1 ? 'One healthy worker left' : 'Some workers are dead'}</Mark>
  return <Mark tone="good">OK</Mark>
}

const Counts = ({ queue: { queue, waiting, delayed, running, failed, completed_hour, oldest } }: { queue: Queue }) => (
  <p className={classes.counts}>
    <Anchor underline="always" component={Link} to={`/jobs?worker=${queue}&status=waiting`}>{`${counted(waiting, 'job')} waiting`}</Anchor>
    {delayed > 0 && ` (${amount(delayed)} not due yet)`}
    {oldest !== null && `, the first for ${waitOf(oldest)}`}
    {` · ${amount(running)} running · ${amount(completed_hour)} completed within the hour · `}
    <Anchor underline="always" component={Link} to={`/jobs?worker=${queue}&status=failed`}>{`${amount(failed)} failed`}</Anchor>
  </p>
)

const QueueSection = ({ queue, controls }: { queue: Queue; controls: boolean }) => {
  const act = useCounted()
  const { queue: name, waiting, paused, workers } = queue
  const clear = () =>
    confirm({
      title: `Clear the queue ${name}?`,
      text: `${counted(waiting, 'job')} will not be done. Those that run go on; each can be tried again.`,
      verb: 'Clear the queue',
      danger: true,
      act: () => act(operations.clear, { queue: name }, (count) => `${counted(count, 'job')} cleared.`),
    })
  return (
    <section className={classes.queue}>
      <header>
        <Group gap={10}>
          <Title order={2}>{`Worker type: ${name}`}</Title>
          <Health queue={queue} />
        </Group>
        <Group gap={6}>
          {waiting > 0 && (
            <Button size="compact-sm" variant="default" leftSection={<IconTrash size={14} aria-hidden />} onClick={clear}>
              Clear
            </Button>
          )}
          {name !== 'scheduler' && (
            <Button
              size="compact-sm"
              variant="default"
              leftSection={paused ? <IconPlayerPlay size={14} aria-hidden /> : <IconPlayerPause size={14} aria-hidden />}
              onClick={() =>
                void act(
                  paused ? operations.unpause : operations.pause,
                  { queue: name },
                  paused ? 'The queue goes on.' : 'The queue is paused.',
                )
              }
            >
              {paused ? 'Go on' : 'Pause'}
            </Button>
          )}
          {controls && (
            <Button
              size="compact-sm"
              variant="default"
              leftSection={<IconPlus size={14} aria-hidden />}
              onClick={() => void act(operations.start, { queue: name }, 'Worker start signal sent.')}
            >
              Start a worker
            </Button>
          )}
        </Group>
      </header>
      {name !== 'scheduler' && <Counts queue={queue} />}
      {workers.length > 0 && <WorkerTable queue={name} workers={workers} controls={controls} />}
    </section>
  )
}

const AllWorkers = () => {
  const act = useCounted()
  const kill = (force: boolean) =>
    confirm({
      title: force ? 'Kill all workers at once?' : 'Kill all workers?',
      text: `Nothing is done in the background until you start them again.${force ? ' Jobs are cut off and done again later.' : ''}`,
      verb: force ? 'Force kill all' : 'Kill all',
      danger: true,
      act: () => act(operations.killAll, { force }, 'Killing workers.'),
    })
  return (
    <>
      <Button variant="default" onClick={() => void act(operations.restartDead, {}, 'Dead workers are replaced.')}>
        Restart dead workers
      </Button>
      <Menu position="bottom-end" shadow="md">
        <Menu.Target>
          <Button variant="default">All workers</Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => void act(operations.restart, {}, 'Restarting workers.')}>Restart all workers</Menu.Item>
          <Menu.Item color="var(--wrong)" onClick={() => kill(false)}>
            Kill all
          </Menu.Item>
          <Menu.Item color="var(--wrong)" onClick={() => kill(true)}>
            Force kill all
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </>
  )
}

/** Queue by queue, who works on it and how much there is to do; workers come and go from here. */
export const Workers = () => {
  const { data, error, isPending, refetch } = useQuery({ ...api.workers.status.query({}), refetchInterval: 5000 })
  const controls = Boolean(data?.controls && data.supervised)
  return (
    <div className={`${layout.list} ${classes.page}`}>
      <PageHead title={workersNoun.many} about={workersNoun.about} kept={workersNoun.noun}>
        {controls && <AllWorkers />}
      </PageHead>
      {error && <ErrorState error={error} retry={refetch} />}
      {isPending && <TableSkeleton />}
      {data && !data.enabled && <Mark tone="look">Background jobs are switched off: everything is done while its caller waits.</Mark>}
      {data && !data.controls && <Mark tone="plain">Workers are started and stopped by whoever runs the machines.</Mark>}
      {data?.controls && !data.supervised && <Mark tone="wrong">No launcher is there that could start or stop workers.</Mark>}
      {data?.queues.map((queue) => (
        <QueueSection key={queue.queue} queue={queue} controls={controls} />
      ))}
    </div>
  )
}
