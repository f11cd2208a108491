import { Anchor, Table } from '@mantine/core'
import type { Queue, Worker } from '@reeve/contract/background/workers'
import { Link } from 'react-router'
import { Mark } from '../kit/feedback/Mark.tsx'
import { amount } from '../kit/text/format.ts'
import { Time } from '../kit/text/Time.tsx'
import { QueueHead } from './QueueHead.tsx'
import { WorkerActions } from './WorkerActions.tsx'
import classes from './workers.module.css'

const State = ({ worker: { alive, wanted, correct_user } }: { worker: Worker }) => {
  if (!alive) return <Mark tone="wrong">Dead</Mark>
  if (wanted === 'stop') return <Mark tone="look">Stopping</Mark>
  if (wanted === 'drain') return <Mark tone="look">Draining</Mark>
  return correct_user ? <Mark tone="good">Running</Mark> : <Mark tone="look">Runs as another user</Mark>
}
const megabytes = new Intl.NumberFormat('en', { style: 'unit', unit: 'megabyte', maximumFractionDigits: 0 })

const columns: { label: string; wide?: true; numeric?: true }[] = [
  { label: 'Worker' },
  { label: 'State' },
  { label: 'Current jobs' },
  { label: 'Concurrency', wide: true, numeric: true },
  { label: 'Processed', wide: true, numeric: true },
  { label: 'Memory', wide: true, numeric: true },
  { label: 'Version', wide: true },
  { label: 'Last heartbeat', wide: true },
]

const Line = ({ worker, controls }: { worker: Worker; controls: boolean }) => (
  <Table.Tr>
    <Table.Td>
      <span className={classes.mono}>{worker.worker_id}</span>
      <span className={classes.quiet}>{`Process ${worker.pid}, user ${worker.user}`}</span>
    </Table.Td>
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
    <Table.Td className={classes.wide} ta="right">
      {worker.concurrency}
    </Table.Td>
    <Table.Td className={classes.wide} ta="right">
      {amount(worker.processed)}
    </Table.Td>
    <Table.Td className={classes.wide} ta="right">
      {megabytes.format(worker.memory / 1024)}
    </Table.Td>
    <Table.Td className={classes.wide}>{worker.release}</Table.Td>
    <Table.Td className={classes.wide}>
      <Time at={worker.heartbeat} />
    </Table.Td>
    <Table.Td ta="right">{controls && <WorkerActions worker={worker} />}</Table.Td>
  </Table.Tr>
)

/** One table of all workers, a group of rows for each queue, so that their columns line up. */
export const WorkerTable = ({ queues, controls }: { queues: readonly Queue[]; controls: boolean }) => (
  <Table className={classes.table} aria-label="Workers">
    <Table.Thead>
      <Table.Tr>
        {columns.map(({ label, wide, numeric }) => (
          <Table.Th key={label} scope="col" className={wide && classes.wide} ta={numeric ? 'right' : undefined}>
            {label}
          </Table.Th>
        ))}
        <Table.Td />
      </Table.Tr>
    </Table.Thead>
    {queues.map((queue) => (
      <Table.Tbody key={queue.queue}>
        <Table.Tr className={classes.queue}>
          <Table.Th scope="rowgroup" colSpan={columns.length + 1}>
            <QueueHead queue={queue} controls={controls} />
          </Table.Th>
        </Table.Tr>
        {queue.workers.map((worker) => (
          <Line key={worker.id} worker={worker} controls={controls} />
        ))}
        {queue.workers.length === 0 && (
          <Table.Tr>
            <Table.Td colSpan={columns.length + 1}>No worker</Table.Td>
          </Table.Tr>
        )}
      </Table.Tbody>
    ))}
  </Table>
)
