import { Text } from '../inputs.ts'
import { nullable, number, type Setting } from './entry.ts'

/** Attempts to sign in, how long a session lasts, one-time passwords (people-data 1.3, 1.5, 1.8). */
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
  'Security.otp_disabled': {
    level: 'optional',
    tab: 'Security',
    about: 'Turn one-time passwords off: nobody is asked for one or may set them up.',
    ...nullable,
    value: false,
    public: true,
    advice: (value: boolean) => (value ? 'A stolen password alone opens an account.' : undefined),
  },
  'Security.otp_required': {
    level: 'optional',
    tab: 'Security',
    about: 'Everybody whose role does not skip it sets up one-time passwords before anything else opens in the browser.',
    ...nullable,
    value: false,
    public: true,
  },
  'Security.otp_issuer': {
    level: 'optional',
    tab: 'Security',
    about: 'What apps for one-time passwords call this instance. Empty: the name of the organisation and “MISP”.',
    type: Text(100),
    value: '',
    wire: { test: 'testForEmpty', type: 'string', null: true },
  },
} as const satisfies Record<string, Setting>
