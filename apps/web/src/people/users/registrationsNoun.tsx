import { pages } from '@reeve/contract/pages'
import { registrations } from '@reeve/contract/people/registrations'
import { IconInbox, IconTrash, IconUserCheck } from '@tabler/icons-react'
import { wordOf } from '../../kit/text/format.ts'
import { Time } from '../../kit/text/Time.tsx'
import type { Noun } from '../../resource/noun/noun.tsx'

/** Requests for an account. */
export const registrationsNoun: Noun = {
  noun: 'registrations',
  path: pages.registrations,
  one: 'registration',
  many: 'Registrations',
  about: 'Requests for an account that wait for an answer. The setting Security.allow_self_registration allows or stops them.',
  icon: IconInbox,
  operations: { list: registrations.list, view: registrations.view, export: registrations.export },
  nameOf: (row) => wordOf(row.email),
  telling: ['email', 'org_name'],
  off: ['id', 'ip'],
  model: 'Inbox',
  facts: (row) => [
    ['Organisation', wordOf(row.org_name) || 'None named'],
    ['Requested', <Time key="requested" at={wordOf(row.timestamp)} />],
    ['Message', wordOf(row.comment)],
  ],
  links: [
    {
      label: 'Accept',
      icon: IconUserCheck,
      allow: registrations.accept.allow,
      to: (row) => `/registrations/${wordOf(row.id)}/accept`,
      first: true,
    },
  ],
  actions: [
    {
      label: 'Discard',
      icon: IconTrash,
      first: true,
      allow: registrations.discard.allow,
      operation: registrations.discard,
      input: (row) => ({ ids: [row.id] }),
      ask: (row) => ({
        title: `Discard the request of ${wordOf(row.email)}?`,
        text: 'The request is deleted and no mail is sent. The same person can register again.',
        verb: 'Discard request',
      }),
      done: (row) => `The request of ${wordOf(row.email)} is discarded.`,
      ends: true,
    },
  ],
}
