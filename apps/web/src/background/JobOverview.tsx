import { Title } from '@mantine/core'
import { JobInFull } from '@reeve/contract/background/jobs'
import type { Row } from '../kit/client/client.ts'
import { type Fact, Facts } from '../kit/layout/Facts.tsx'
import { exactly, Time } from '../kit/text/Time.tsx'
import classes from './jobs.module.css'

const factsOf = (job: JobInFull): Fact[] => [
  ['Input', job.job_input],
  ['Message', job.message],
  ['Worker', job.worker],
  ['Organisation', job.org?.name ?? 'SYSTEM'],
  ['Started by', job.user?.email ?? 'SYSTEM'],
  ['Created', <Time key="created" at={job.date_created} exact />],
  ['Started', job.started && <Time key="started" at={job.started} exact />],
  ['Modified', <Time key="modified" at={job.date_modified} exact />],
  ['Not before', job.status === 'waiting' && job.retries > 0 && <Time key="due" at={job.due} exact />],
  ['Run by', job.worker_id && <span className={classes.mono}>{job.worker_id}</span>],
  [
    'Process',
    <span key="process" className={classes.mono}>
      {job.process_id}
    </span>,
  ],
]

const FailedAttempts = ({ attempts }: { attempts: JobInFull['attempts'] }) => (
  <section className={classes.block}>
    <Title order={2}>Failed attempts</Title>
    <ul className={classes.tries}>
      {attempts.map(({ round, ended, worker_id, message, exception, stack }) => (
        <li key={`${round} ${ended}`}>
          <div>
            {exception && <strong>{exception}: </strong>}
            {message}
          </div>
          <div className={classes.quiet}>
            <Time at={ended} exact /> <span className={classes.mono}>{worker_id}</span>
          </div>
          {stack && (
            <details>
              <summary>Stack trace</summary>
              <pre className={classes.stack} tabIndex={0} aria-label={`Stack trace of attempt ${round}`}>
                {stack}
              </pre>
            </details>
          )}
        </li>
      ))}
    </ul>
  </section>
)

/** A line begins with its time in ISO 8601, UTC. */
const lineOf = (line: string) => `${exactly(line.slice(0, 24))}  ${line.slice(25)}`

const Lines = ({ lines }: { lines: string[] }) => (
  <section className={classes.block}>
    <Title order={2}>Output</Title>
    <pre className={classes.lines} tabIndex={0} aria-label="Output of the job">
      {lines.map(lineOf).join('\n')}
    </pre>
  </section>
)

/** The facts, failed attempts and output of a job. */
export const JobOverview = ({ row }: { row: Row }) => {
  const job = JobInFull.safeParse(row).data
  if (!job) return null
  return (
    <>
      <Facts className={classes.facts} facts={factsOf(job)} />
      {job.attempts.length > 0 && <FailedAttempts attempts={job.attempts} />}
      {job.lines.length > 0 && <Lines lines={job.lines} />}
    </>
  )
}
