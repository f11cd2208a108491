import { Anchor, Table, Title } from '@mantine/core'
import { TaskInFull } from '@reeve/contract/background/tasks'
import { Link } from 'react-router'
import type { Row } from '../kit/client/client.ts'
import { Mark, type Tone } from '../kit/feedback/Mark.tsx'
import { agoOf, Time } from '../kit/text/Time.tsx'
import { Nothing } from '../resource/noun/Shown.tsx'
import classes from './jobs.module.css'

type Run = TaskInFull['runs'][number]
const outcomes: Record<Run['outcome'], { tone: Tone; word: string }> = {
  fired: { tone: 'good', word: 'On time' },
  caught_up: { tone: 'look', word: 'Caught up' },
  skipped: { tone: 'look', word: 'Skipped: the last run was not over' },
  by_hand: { tone: 'plain', word: 'By hand' },
}
const howOften = ({ cron, timer }: TaskInFull) => (cron ? `Cron ${cron}` : timer === 0 ? 'Once' : `Every ${timer} hours`)
/** By the clock of the task's own zone: that is where its hours are counted. */
const clockIn = (timeZone: string) =>
  new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'short',
    dateStyle: undefined,
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'short',
  })

const Upcoming = ({ task }: { task: TaskInFull }) => {
  const clock = clockIn(task.zone_used)
  return (
    <section className={classes.block}>
      <Title order={2}>Next runs</Title>
      {task.upcoming.length === 0 && <Nothing says={task.enabled ? 'Not scheduled' : 'Switched off'} />}
      <ol className={classes.tries}>
        {task.upcoming.map((at) => (
          <li key={at}>
            <time dateTime={at}>{clock.format(new Date(at))}</time> <span className={classes.quiet}>{agoOf(at)}</span>
          </li>
        ))}
      </ol>
    </section>
  )
}

const RunLine = ({ run: { planned, outcome, missed, job } }: { run: Run }) => (
  <Table.Tr>
    <Table.Td>
      <Time at={planned} exact />
    </Table.Td>
    <Table.Td>
      <Mark tone={outcomes[outcome].tone}>{outcomes[outcome].word}</Mark>
      {missed > 0 && ` ${missed} missed before it`}
    </Table.Td>
    <Table.Td>
      {job ? (
        <>
          <Anchor underline="always" component={Link} to={`/jobs/${job.id}`}>{`Job ${job.id}`}</Anchor> {job.status}
          {job.seconds !== null && ` in ${job.seconds.toFixed(1)} s`}. {job.message}
        </>
      ) : (
        <Nothing says={outcome === 'skipped' ? 'No job' : 'Gone'} />
      )}
    </Table.Td>
  </Table.Tr>
)

/** One scheduled task: when it runs, its next five moments, and what became of the last ones. */
export const TaskOverview = ({ row }: { row: Row }) => {
  const task = TaskInFull.safeParse(row).data
  if (!task) return null
  return (
    <>
      <dl className={classes.facts}>
        <dt>Description</dt>
        <dd>{task.description}</dd>
        <dt>Frequency</dt>
        <dd>{howOften(task)}</dd>
        <dt>Time zone</dt>
        <dd>{task.zone ? task.zone : `${task.zone_used}, that of the instance`}</dd>
        <dt>Message</dt>
        <dd>{task.message || <Nothing says="Did not run yet" />}</dd>
      </dl>
      <Upcoming task={task} />
      {task.runs.length > 0 && (
        <section className={classes.block}>
          <Title order={2}>Last runs</Title>
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Planned for</Table.Th>
                <Table.Th>Run</Table.Th>
                <Table.Th>What became of it</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {task.runs.map((run) => (
                <RunLine key={run.id} run={run} />
              ))}
            </Table.Tbody>
          </Table>
        </section>
      )}
    </>
  )
}
