import { Anchor, Table, Text, Title } from '@mantine/core'
import { TaskInFull } from '@reeve/contract/background/tasks'
import { Link } from 'react-router'
import type { Row } from '../kit/client/client.ts'
import { Mark, type Tone } from '../kit/feedback/Mark.tsx'
import { agoOf } from '../kit/text/Time.tsx'
import { Nothing } from '../resource/noun/Shown.tsx'
import classes from './jobs.module.css'
import { ZonedTime } from './ZonedTime.tsx'

type Run = TaskInFull['runs'][number]
const outcomes: Record<Run['outcome'], { tone: Tone; word: string }> = {
  fired: { tone: 'good', word: 'On time' },
  caught_up: { tone: 'look', word: 'Late' },
  skipped: { tone: 'look', word: 'Skipped' },
  by_hand: { tone: 'plain', word: 'Started by hand' },
}

const Upcoming = ({ task }: { task: TaskInFull }) => (
  <section className={classes.block}>
    <Title order={2}>Next runs</Title>
    {task.upcoming.length === 0 && <Nothing says={task.enabled ? 'Not scheduled' : 'This task is disabled'} />}
    <ol className={classes.tries}>
      {task.upcoming.map((at) => (
        <li key={at}>
          <ZonedTime at={at} zone={task.zone_used} /> <span className={classes.quiet}>{agoOf(at)}</span>
        </li>
      ))}
    </ol>
  </section>
)

const Result = ({ run: { outcome, job } }: { run: Run }) => {
  if (!job) return <Nothing says={outcome === 'skipped' ? 'The previous run was not finished' : 'The job is no longer kept'} />
  return (
    <>
      <Anchor underline="always" component={Link} to={`/jobs/${job.id}`}>{`Job ${job.id}`}</Anchor> {job.status}
      {job.seconds !== null && ` in ${job.seconds.toFixed(1)} s`}. {job.message}
    </>
  )
}

const Runs = ({ task: { runs, zone_used } }: { task: TaskInFull }) => (
  <section className={classes.block}>
    <Title order={2}>Last runs</Title>
    <div className={classes.scroll} tabIndex={0} role="region" aria-label="Last runs">
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Planned for</Table.Th>
            <Table.Th>Run</Table.Th>
            <Table.Th>Result</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {runs.map((run) => (
            <Table.Tr key={run.id}>
              <Table.Td>
                <ZonedTime at={run.planned} zone={zone_used} />
              </Table.Td>
              <Table.Td>
                <Mark tone={outcomes[run.outcome].tone}>{outcomes[run.outcome].word}</Mark>
                {run.missed > 0 && ` ${run.missed} missed before it`}
              </Table.Td>
              <Table.Td>
                <Result run={run} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  </section>
)

/** A scheduled task: what it does, its next five runs and its last runs. All times are in the time zone of the task. */
export const TaskOverview = ({ row }: { row: Row }) => {
  const task = TaskInFull.safeParse(row).data
  if (!task) return null
  return (
    <>
      <Text>{task.description}</Text>
      <Text c="dimmed" size="sm">
        {`All times are in ${task.zone_used}${task.zone ? '' : ', the time zone of the instance'}.`}
      </Text>
      <Upcoming task={task} />
      {task.runs.length > 0 && <Runs task={task} />}
    </>
  )
}
