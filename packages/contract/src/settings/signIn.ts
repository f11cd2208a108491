import { number, type Setting } from './entry.ts'

/** Attempts to sign in, and how long a session lasts. */
export const signInSettings = {
  'SecureAuth.amount': {
    level: 'critical',
    tab: 'Security',
    about: 'Failed sign-ins from one address for one e-mail before further ones are refused.',
    ...number(1, 1000),
    value: 5,
  },
  'SecureAuth.expire': {
    level: 'critical',
    tab: 'Security',
    about: 'How many seconds a failed sign-in counts.',
    ...number(1, 86_400),
    value: 300,
  },
  'Session.timeout': {
    level: 'critical',
    tab: 'Security',
    about: 'Minutes without a request after which a browser session ends.',
    ...number(1, 525_600),
    value: 60,
  },
} as const satisfies Record<string, Setting>
