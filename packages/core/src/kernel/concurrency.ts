import type { SettingValues } from '@reeve/contract/settings/settings'

/** How many jobs of a queue a worker does at a time; updates never meet each other (operations 2.5). */
export const concurrencyOf = (queue: string, settings: SettingValues) => {
  const values: Record<string, number> = {
    default: settings['SimpleBackgroundJobs.concurrency_default'],
    prio: settings['SimpleBackgroundJobs.concurrency_prio'],
    email: settings['SimpleBackgroundJobs.concurrency_email'],
    cache: settings['SimpleBackgroundJobs.concurrency_cache'],
  }
  return values[queue] ?? 1
}

/** The queues whose jobs are left waiting. */
export const pausedIn = (settings: SettingValues): ReadonlySet<string> =>
  new Set(settings['SimpleBackgroundJobs.paused_queues'].split(',').filter(Boolean))
