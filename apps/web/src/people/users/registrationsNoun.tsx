import { pages } from '@reeve/contract/pages'
import { registrations } from '@reeve/contract/people/registrations'
import { IconInbox, IconTrash, IconUserCheck } from '@tabler/icons-react'
import { wordOf } from '../../kit/text/format.ts'
import type { Noun } from '../../resource/noun/noun.tsx'

/** Strangers who ask for an account. */
export const registrationsNoun: Noun = {
  noun: 'registrations',
  path: pages.registrations,
  one: 'registration',
  many: 'Registrations',
  about: 'People who asked for an account and wait for an answer. The setting Security.allow_self_registration opens or closes the door.',
  icon: IconInbox,
  operations: { list: registrations.list, view: registrations.view, export: registrations.export },
  nameOf: (row) => wordOf(row.email),
  telling: ['email', 'org_name'],
  off: ['id', 'ip'],
  model: 'Inbox',
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
      allow: registrations.discard.allow,
      operation: registrations.discard,
      input: (row) => ({ ids: [row.id] }),
      ask: (row) => ({
        title: `Discard the request of ${wordOf(row.email)}?`,
        text: 'The request is gone; nobody is told. Whoever asked may ask again.',
        verb: 'Discard request',
      }),
      done: (row) => `The request of ${wordOf(row.email)} is discarded.`,
      ends: true,
    },
  ],
}
