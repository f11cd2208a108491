import { flag, number, type Setting } from './entry.ts'

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
  'SimpleBackgroundJobs.max_job_history_ttl': {
    level: 'recommended',
    tab: 'MISP',
    about: 'How many seconds a completed or cancelled job is kept; failed ones stay until somebody discards them. 0 keeps all.',
    ...number(0, 315_360_000),
    value: 2_592_000,
  },
} as const satisfies Record<string, Setting>
