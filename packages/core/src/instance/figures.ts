import type { Question } from './question.ts'

export type Counted = Question & { key: string; label: string }

/** The figures of Home: what happened since the beginning of the day, and what there is altogether. */
export const figuresOf = (start: Date): { today: Counted[]; whole: Counted[] } => {
  const from = start.toISOString()
  return {
    today: [
      { key: 'signIns', label: 'sign-ins', list: 'logs', filters: { action: 'login', from } },
      { key: 'failedSignIns', label: 'failed sign-ins', list: 'logs', filters: { action: 'login_fail', from } },
      { key: 'logEntries', label: 'log entries', list: 'logs', filters: { from } },
      { key: 'mails', label: 'mails', list: 'mails', filters: { from } },
      { key: 'jobs', label: 'jobs', list: 'jobs', filters: { created_from: from } },
    ],
    whole: [
      { key: 'users', label: 'users', list: 'users', filters: {} },
      { key: 'disabledUsers', label: 'disabled users', list: 'users', filters: { disabled: '1' } },
      { key: 'localOrganisations', label: 'local organisations', list: 'organisations', filters: { local: 'local' } },
      { key: 'authKeys', label: 'auth keys', list: 'authKeys', filters: {} },
    ],
  }
}
