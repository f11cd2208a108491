import { Text } from '../inputs/inputs.ts'
import { nullable, type Setting } from './entry.ts'

/** Strangers who ask for an account. */
export const registrationSettings = {
  'Security.allow_self_registration': {
    level: 'recommended',
    tab: 'Security',
    about: 'Whoever reaches this instance may ask for an account; site admins decide in the registrations.',
    ...nullable,
    value: false,
    public: true,
  },
  'Security.self_registration_message': {
    level: 'recommended',
    tab: 'Security',
    about: 'What strangers read above the form in which they ask for an account.',
    type: Text(5000),
    value: 'Tell us who you are, and we will answer.',
    wire: { test: 'none', type: 'string' },
  },
} as const satisfies Record<string, Setting>
