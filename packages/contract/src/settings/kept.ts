import { z } from 'zod'
import { Int, Text } from '../inputs/inputs.ts'
import { flag, type Setting } from './entry.ts'

/** Settings of MISP that scripts set on any instance. Reeve keeps and answers them. What they control is not built yet, so no page lists them. */
export const keptSettings = {
  debug: {
    level: 'critical',
    tab: 'Security',
    about: 'The debug level: 0 off, 1 errors with a stack trace, 2 also SQL. Kept without effect.',
    type: z.union([Int.min(0, 'Choose 0, 1 or 2.').max(2, 'Choose 0, 1 or 2.'), z.stringbool().transform(Number)]),
    value: 0,
    kept: true,
    advice: (level: number) => (level === 0 ? undefined : 'This is 0 on a production instance.'),
    wire: { test: 'testDebug', type: 'numeric', options: ['Debug off', 'Debug on', 'Debug + SQL dump'] },
  },
  'MISP.live': {
    level: 'critical',
    tab: 'MISP',
    about: 'Whether users other than site admins may use the instance. Kept without effect.',
    ...flag,
    value: true,
    kept: true,
    advice: (live: boolean) => (live ? undefined : 'MISP disabled.'),
    wire: { test: 'testLive', type: 'boolean' },
  },
  'MISP.unpublishedprivate': {
    level: 'optional',
    tab: 'MISP',
    about: 'Whether only the creating organisation sees an unpublished event. Kept without effect.',
    ...flag,
    value: false,
    kept: true,
  },
  'MISP.python_bin': {
    level: 'recommended',
    tab: 'MISP',
    about: 'The path of a Python interpreter. Kept without effect.',
    type: Text(255).refine((path) => !/^\w+:\/\//.test(path), 'Give a path.'),
    value: '',
    kept: true,
    wire: { test: 'testForBinExec', type: 'string', null: false, cliOnly: true },
  },
} as const satisfies Record<string, Setting>
