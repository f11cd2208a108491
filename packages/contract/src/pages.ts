/** The page of each noun in the web app, below `/app`. The API redirects old addresses to it; the web app builds its routes from it. */
export const pages = {
  users: '/users',
  organisations: '/organisations',
  roles: '/roles',
  authKeys: '/auth-keys',
  registrations: '/registrations',
  merges: '/merges',
  statistics: '/statistics',
  savedViews: '/views',
  userMail: '/contact',
  logs: '/logs',
  accessLogs: '/requests',
  apiUse: '/api-use',
  retention: '/retention',
  jobs: '/jobs',
  tasks: '/tasks',
  workers: '/workers',
  mails: '/mails',
  settings: '/settings',
} as const

/** The page of a noun; undefined where the web app has none. */
export const pageOfNoun = (noun: string): string | undefined => new Map<string, string>(Object.entries(pages)).get(noun)
