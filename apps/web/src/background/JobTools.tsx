import { ActionIcon, Button, Menu, Tooltip } from '@mantine/core'
import { jobs } from '@reeve/contract/background/jobs'
import type { Operation } from '@reeve/contract/kernel/operation'
import { type Icon, IconDots, IconPlayerStop, IconRefresh, IconTrash } from '@tabler/icons-react'
import type { Page, Row } from '../kit/client/client.ts'
import { useMay } from '../kit/client/session.tsx'
import { confirm } from '../kit/feedback/confirm.tsx'
import { useCounted } from '../kit/feedback/useCounted.ts'
import { amount, counted, wordOf } from '../kit/text/format.ts'

/** More than the operations take at once are not offered. */
const most = 10_000

type Verb = {
  verb: string
  /** What has been done with them: `3 jobs …` */
  done: string
  icon: Icon
  text: string
  operation: Operation
  states: string[]
  danger?: boolean
}
const verbs: Verb[] = [
  {
    verb: 'Retry',
    done: 'queued again',
    icon: IconRefresh,
    text: 'They are queued again and start with a fresh set of attempts.',
    operation: jobs.retryAll,
    states: ['failed', 'cancelled'],
  },
  {
    verb: 'Cancel',
    done: 'cancelled',
    icon: IconPlayerStop,
    text: 'Waiting jobs are not run. Running jobs are told to stop.',
    operation: jobs.cancelAll,
    states: ['waiting', 'running'],
  },
  {
    verb: 'Discard',
    done: 'discarded',
    icon: IconTrash,
    text: 'Their records are deleted, with their output and errors.',
    operation: jobs.discardAll,
    states: ['completed', 'failed', 'cancelled'],
    danger: true,
  },
]
const filtersIn = ({ sort: _, after: __, limit: ___, page: ____, open: _____, ...filters }: Row) =>
  Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== '' && value !== undefined))

/** Actions on all jobs that match the filter, and the purges of finished jobs (operations 3.2). */
export const JobTools = ({ asked, page }: { asked: Row; page: Page | undefined }) => {
  const may = useMay()
  const act = useCounted()
  if (!page || !may(jobs.purge.allow)) return null
  const filters = filtersIn(asked)
  const state = wordOf(filters.status ?? '')
  const fitting = page.total > 0 && page.total <= most ? verbs.filter(({ states }) => states.includes(state)) : []
  const [first, ...others] = fitting
  const all = ({ verb, done, text, operation, danger }: Verb) =>
    confirm({
      title: `${verb} ${counted(page.total, `${state} job`)}?`,
      text,
      verb: `${verb} all ${amount(page.total)}`,
      ...(danger && { danger }),
      act: () => act(operation, { ...filters, expect: page.total }, (count) => `${counted(count, 'job')} ${done}.`),
    })
  const purge = (what: string, title: string, text: string) =>
    confirm({
      title,
      text,
      verb: 'Purge',
      danger: true,
      act: () => act(jobs.purge, { what }, (count) => `${counted(count, 'job')} removed.`),
    })
  return (
    <>
      {first && (
        <Button variant="default" leftSection={<first.icon size={16} aria-hidden />} onClick={() => all(first)}>
          {`${first.verb} all ${amount(page.total)}`}
        </Button>
      )}
      <Menu position="bottom-end" shadow="md">
        <Menu.Target>
          <Tooltip label="More actions on jobs">
            <ActionIcon variant="default" size={36} aria-label="More actions on jobs">
              <IconDots size={16} />
            </ActionIcon>
          </Tooltip>
        </Menu.Target>
        <Menu.Dropdown>
          {others.map((verb) => (
            <Menu.Item key={verb.verb} color={verb.danger ? 'var(--wrong)' : undefined} onClick={() => all(verb)}>
              {`${verb.verb} all ${amount(page.total)}`}
            </Menu.Item>
          ))}
          {others.length > 0 && <Menu.Divider />}
          <Menu.Item onClick={() => purge('completed', 'Purge completed jobs?', 'Failed, waiting and running jobs are kept.')}>
            Purge completed jobs
          </Menu.Item>
          <Menu.Item
            color="var(--wrong)"
            onClick={() => purge('all', 'Purge all jobs?', 'Waiting jobs will not run. Only running jobs are kept.')}
          >
            Purge all jobs
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </>
  )
}
