import { z } from 'zod'
import { flag, number, type Setting, text } from './entry.ts'

const concurrency = (queue: string, value: number) =>
  ({
    level: 'recommended',
    tab: 'MISP',
    about: `How many jobs of the queue ${queue} each worker does at a time; a change holds at once.`,
    ...number(1, 100),
    value,
  }) as const

/** Work in the background: workers, queues, jobs, schedules. */
export const backgroundSettings = {
  'MISP.background_jobs': {
    level: 'critical',
    tab: 'MISP',
    about: 'Leave long work to the workers. Off, it is done while the caller waits.',
    ...flag,
    value: true,
    public: true,
  },
  'MISP.manage_workers': {
    level: 'critical',
    tab: 'MISP',
    about: 'Workers may be started and stopped from here. Off, that is left to whoever runs the machines.',
    ...flag,
    value: true,
    public: true,
  },
  'SimpleBackgroundJobs.enabled': {
    level: 'critical',
    tab: 'MISP',
    about: 'Workers of their own do the jobs. Reeve has no other way.',
    ...flag,
    value: true,
    fixed: true,
  },
  'SimpleBackgroundJobs.max_job_history_ttl': {
    level: 'recommended',
    tab: 'MISP',
    about: 'How many seconds a completed or cancelled job is kept; failed ones stay until somebody discards them. 0 keeps all.',
    ...number(0, 315_360_000),
    value: 2_592_000,
  },
  'SimpleBackgroundJobs.max_wait': {
    level: 'recommended',
    tab: 'MISP',
    about: 'How many minutes a job may wait before the home page and the metrics say so.',
    ...number(1, 10_080),
    value: 10,
  },
  'SimpleBackgroundJobs.mail_alerts': {
    level: 'recommended',
    tab: 'MISP',
    about: 'Site admins are told by mail when a worker dies, a job waits too long or a scheduled task does not run.',
    ...flag,
    value: true,
  },
  'SimpleBackgroundJobs.paused_queues': {
    level: 'recommended',
    tab: 'MISP',
    about: 'Queues whose jobs are left waiting, with commas between.',
    type: z
      .string()
      .max(100)
      .regex(/^((default|prio|email|cache|update)(,|$))*$/, 'Name queues: default, prio, email, cache, update.'),
    value: '',
    advice: (value: string) => (value ? 'Jobs of these queues are not done.' : undefined),
    wire: text,
  },
  'SimpleBackgroundJobs.concurrency_default': concurrency('default', 4),
  'SimpleBackgroundJobs.concurrency_prio': concurrency('prio', 4),
  'SimpleBackgroundJobs.concurrency_email': concurrency('email', 4),
  'SimpleBackgroundJobs.concurrency_cache': concurrency('cache', 2),
} as const satisfies Record<string, Setting>
