import { ActionIcon, Anchor, Menu, Table } from '@mantine/core'
import { workers as operations, type Worker } from '@reeve/contract/background/workers'
import { IconDots } from '@tabler/icons-react'
import { Link } from 'react-router'
import { confirm } from '../kit/feedback/confirm.tsx'
import { Mark } from '../kit/feedback/Mark.tsx'
import { useCounted } from '../kit/feedback/useCounted.ts'
import { Time } from '../kit/text/Time.tsx'
import classes from './workers.module.css'

const State = ({ worker: { alive, wanted, correct_user } }: { worker: Worker }) => {
  if (!alive) return <Mark tone="wrong">Dead</Mark>
  if (wanted === 'stop') return <Mark tone="look">Stops</Mark>
  if (wanted === 'drain') return <Mark tone="look">Takes no jobs</Mark>
  return correct_user ? <Mark tone="good">Well</Mark> : <Mark tone="look">Runs as another user</Mark>
}
const megabytes = new Intl.NumberFormat('en', { style: 'unit', unit: 'megabyte', maximumFractionDigits: 0 })

const Actions = ({ worker }: { worker: Worker }) => {
  const act = useCounted()
  const { id, worker_id, wanted } = worker
  const stop = () =>
    confirm({
      title: `Stop ${worker_id}?`,
      text: 'Its jobs get a few seconds to end; what is not done then is done by another worker, or waits for one.',
      verb: 'Stop the worker',
      danger: true,
      act: () => act(operations.stop, { id }, 'Worker stop signal sent.'),
    })
  return (
    <Menu position="bottom-end" shadow="md">
      <Menu.Target>
        <ActionIcon variant="default" aria-label={`Actions on ${worker_id}`}>
          <IconDots size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {wanted === 'drain' ? (
          <Menu.Item onClick={() => void act(operations.resume, { id }, 'The worker takes jobs again.')}>Take jobs again</Menu.Item>
        ) : (
          <Menu.Item onClick={() => void act(operations.drain, { id }, 'The worker ends its jobs and takes no others.')}>Drain</Menu.Item>
        )}
        <Menu.Item color="var(--wrong)" onClick={stop}>
          Stop
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

const columns = ['Worker id', 'Process', 'User', 'State', 'Current jobs', 'At a time', 'Processed', 'Memory', 'Version', 'Heard of', '']

/** The workers of a queue, as each said of itself a few seconds ago. */
export const WorkerTable = ({ queue, workers, controls }: { queue: string; workers: Worker[]; controls: boolean }) => (
  <div className={classes.scroll} tabIndex={0} role="group" aria-label={`Workers of type ${queue}`}>
    <Table>
      <Table.Thead>
        <Table.Tr>
          {columns.map((column) => (
            <Table.Th key={column}>{column || <span className={classes.hidden}>Actions</span>}</Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {workers.map((worker) => (
          <Table.Tr key={worker.id}>
            <Table.Td className={classes.mono}>{worker.worker_id}</Table.Td>
            <Table.Td>{worker.pid}</Table.Td>
            <Table.Td>{worker.user}</Table.Td>
            <Table.Td>
              <State worker={worker} />
            </Table.Td>
            <Table.Td>
              {worker.jobs.length === 0
                ? 'None'
                : worker.jobs.map((id) => (
                    <Anchor key={id} component={Link} to={`/jobs/${id}`} mr={6}>
                      {id}
                    </Anchor>
                  ))}
            </Table.Td>
            <Table.Td>{worker.concurrency}</Table.Td>
            <Table.Td>{worker.processed}</Table.Td>
            <Table.Td>{megabytes.format(worker.memory / 1024)}</Table.Td>
            <Table.Td>{worker.release}</Table.Td>
            <Table.Td>
              <Time at={worker.heartbeat} />
            </Table.Td>
            <Table.Td>{controls && <Actions worker={worker} />}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  </div>
)
