import { Button, Menu } from '@mantine/core'
import { workers as operations } from '@reeve/contract/background/workers'
import { useQuery } from '@tanstack/react-query'
import { api } from '../kit/client/client.ts'
import { confirm } from '../kit/feedback/confirm.tsx'
import { ErrorState } from '../kit/feedback/ErrorState.tsx'
import { Mark } from '../kit/feedback/Mark.tsx'
import { TableSkeleton } from '../kit/feedback/skeletons.tsx'
import { useCounted } from '../kit/feedback/useCounted.ts'
import layout from '../kit/layout/layout.module.css'
import { PageHead } from '../kit/layout/PageHead.tsx'
import { WorkerTable } from './WorkerTable.tsx'
import classes from './workers.module.css'
import { workersNoun } from './workersNoun.tsx'

const AllWorkers = () => {
  const act = useCounted()
  const kill = (force: boolean) =>
    confirm({
      title: force ? 'Kill all workers immediately?' : 'Kill all workers?',
      text: `No background jobs run until you start workers again.${force ? ' Running jobs are interrupted and run again later.' : ''}`,
      verb: force ? 'Force kill all' : 'Kill all',
      danger: true,
      act: () => act(operations.killAll, { force }, 'Killing workers.'),
    })
  return (
    <>
      <Button variant="default" onClick={() => void act(operations.restartDead, {}, 'Dead workers are being replaced.')}>
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

/** All workers by queue, with the state of each queue; workers are started and stopped here (operations 2). */
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
      {data && !data.enabled && <Mark tone="look">Background jobs are off. Jobs run while the request that asks for them waits.</Mark>}
      {data && !data.controls && (
        <Mark tone="plain">Workers cannot be started or stopped from this page. This is done on the machines.</Mark>
      )}
      {data?.controls && !data.supervised && <Mark tone="wrong">No launcher is running, so workers cannot be started or stopped.</Mark>}
      {data && <WorkerTable queues={data.queues} controls={controls} />}
    </div>
  )
}
