import { Title } from '@mantine/core'
import { JobInFull } from '@reeve/contract/background/jobs'
import type { Row } from '../kit/client/client.ts'
import { type Fact, Facts } from '../kit/layout/Facts.tsx'
import { exactly, Time } from '../kit/text/Time.tsx'
import { JobProgress } from './JobProgress.tsx'
import classes from './jobs.module.css'

const factsOf = (job: JobInFull): Fact[] => [
  ['Input', job.job_input],
  ['Message', job.message],
  ['Worker', job.worker],
  ['Org', job.org?.name ?? 'SYSTEM'],
  ['Asked for by', job.user?.email ?? 'SYSTEM'],
  ['Created', <Time key="created" at={job.date_created} exact />],
  ['Started', job.started && <Time key="started" at={job.started} exact />],
  ['Modified', <Time key="modified" at={job.date_modified} exact />],
  ['Not before', job.status === 'waiting' && job.retries > 0 && <Time key="due" at={job.due} exact />],
  ['Retries', String(job.retries)],
  ['Done by', job.worker_id && <span className={classes.mono}>{job.worker_id}</span>],
  [
    'Process',
    <span key="process" className={classes.mono}>
      {job.process_id}
    </span>,
  ],
]

const Tries = ({ attempts }: { attempts: JobInFull['attempts'] }) => (
  <section className={classes.block}>
    <Title order={2}>Tries that did not succeed</Title>
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
              <summary>Stack</summary>
              <pre className={classes.stack} tabIndex={0} aria-label={`Stack of try ${round}`}>
                {stack}
              </pre>
            </details>
          )}
        </li>
      ))}
    </ul>
  </section>
)

/** A line begins with its moment, in UTC. */
const lineOf = (line: string) => `${exactly(line.slice(0, 24))}  ${line.slice(25)}`

const Lines = ({ lines }: { lines: string[] }) => (
  <section className={classes.block}>
    <Title order={2}>What it said</Title>
    <pre className={classes.lines} tabIndex={0} aria-label="What the job said">
      {lines.map(lineOf).join('\n')}
    </pre>
  </section>
)

/** One job: how far it is, what is known of it, what it said, and each try that went wrong. */
export const JobOverview = ({ row }: { row: Row }) => {
  const job = JobInFull.safeParse(row).data
  if (!job) return null
  return (
    <>
      <Facts className={classes.facts} facts={[['Progress', <JobProgress key="progress" row={row} />], ...factsOf(job)]} />
      {job.attempts.length > 0 && <Tries attempts={job.attempts} />}
      {job.lines.length > 0 && <Lines lines={job.lines} />}
    </>
  )
}
