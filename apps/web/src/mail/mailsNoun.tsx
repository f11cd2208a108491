import { Button } from '@mantine/core'
import { mails } from '@reeve/contract/mail/mails'
import { pages } from '@reeve/contract/pages'
import { IconMail, IconRefresh } from '@tabler/icons-react'
import { Link } from 'react-router'
import type { Row } from '../kit/client/client.ts'
import { useMay } from '../kit/client/session.tsx'
import { Mark, type Tone } from '../kit/feedback/Mark.tsx'
import { wordOf } from '../kit/text/format.ts'
import { Time } from '../kit/text/Time.tsx'
import type { Noun } from '../resource/noun/noun.tsx'

const states: Record<string, { tone: Tone; label: string }> = {
  queued: { tone: 'plain', label: 'Queued' },
  sending: { tone: 'plain', label: 'Sending' },
  deferred: { tone: 'look', label: 'Deferred' },
  held: { tone: 'plain', label: 'Held for a digest' },
  accepted: { tone: 'good', label: 'Accepted' },
  in_digest: { tone: 'plain', label: 'In a digest' },
  refused: { tone: 'wrong', label: 'Refused' },
  in_doubt: { tone: 'look', label: 'In doubt' },
  not_sent: { tone: 'look', label: 'Not sent' },
}
const stateOf = ({ status }: Row) => {
  const { tone, label } = states[wordOf(status)] ?? { tone: 'plain', label: wordOf(status) }
  return <Mark tone={tone}>{label}</Mark>
}

const ToMore = () => {
  const may = useMay()
  return (
    <>
      {may(mails.sendTest.allow) && (
        <Button component={Link} to="/mails/setup" variant="default">
          Mail server and key
        </Button>
      )}
      <Button component={Link} to="/mails/reach" variant="default">
        Who can be mailed
      </Button>
      <Button component={Link} to="/contact">
        Contact users
      </Button>
    </>
  )
}

/** The list and page of mails (operations 8). */
export const mailsNoun: Noun = {
  noun: 'mails',
  path: pages.mails,
  one: 'mail',
  many: 'Mails',
  about: 'Every mail of this instance and its delivery: the answer of the mail server, or why the mail was not sent.',
  icon: IconMail,
  operations: { list: mails.list, view: mails.view, export: mails.export },
  nameOf: (row) => `${wordOf(row.subject)} to ${wordOf(row.recipient)}`,
  telling: ['recipient', 'subject'],
  pinned: ['recipient', 'subject', 'kind'],
  cells: {
    status: stateOf,
    encrypted_with: (row) => (row.encrypted_with ? <code>{wordOf(row.encrypted_with).slice(-16)}</code> : 'Not encrypted'),
  },
  off: ['id', 'attempts', 'kind'],
  facts: (row) => [
    ['Status', stateOf(row)],
    ['Encryption', row.encrypted_with ? 'Encrypted' : 'Not encrypted'],
    ['Created', <Time key="created" at={wordOf(row.created)} />],
    ['Attempts', wordOf(row.attempts)],
  ],
  views: [
    { label: 'All', filters: { status: '' } },
    { label: 'Refused', filters: { status: 'refused' } },
    { label: 'In doubt', filters: { status: 'in_doubt' } },
    { label: 'Not sent', filters: { status: 'not_sent' } },
    { label: 'Deferred', filters: { status: 'deferred' } },
  ],
  head: ToMore,
  actions: [
    {
      label: 'Send again',
      icon: IconRefresh,
      first: true,
      allow: mails.retry.allow,
      operation: mails.retry,
      applies: (row) => row.retriable === true,
      ask: (row) => ({
        title: `Send “${wordOf(row.subject)}” again?`,
        text:
          row.status === 'in_doubt'
            ? 'The mail server may have accepted it already. It then arrives twice, with the same Message-ID. The current settings and the current key of the recipient apply.'
            : 'The current settings and the current key of the recipient apply.',
        verb: 'Send again',
      }),
      done: (row) => `The mail to ${wordOf(row.recipient)} is queued again.`,
    },
  ],
}
