import { number, type Setting } from './entry.ts'

/** What requests may hold. */
export const httpSettings = {
  'http.bodyLimit': {
    level: 'optional',
    tab: 'MISP',
    about: 'The largest request body, in megabytes, packed and unpacked. Requests without a valid key or session can carry 64 kB.',
    ...number(1, 1024),
    value: 256,
  },
} as const satisfies Record<string, Setting>
