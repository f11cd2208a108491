import { ActionIcon, Menu, Tooltip } from '@mantine/core'
import { jobs } from '@reeve/contract/background/jobs'
import type { Operation } from '@reeve/contract/kernel/operation'
import { IconDots } from '@tabler/icons-react'
import type { Page, Row } from '../kit/client/client.ts'
import { useMay } from '../kit/client/session.tsx'
import { confirm } from '../kit/feedback/confirm.tsx'
import { useCounted } from '../kit/feedback/useCounted.ts'
import { counted, wordOf } from '../kit/text/format.ts'

const most = 10_000

type Verb = { label: string; verb: string; text: string; operation: Operation; states: string[]; danger?: boolean }
const verbs: Verb[] = [
  {
    label: 'Try again',
    verb: 'Try them again',
    text: 'They wait for a worker, from the first try on.',
    operation: jobs.retryAll,
    states: ['failed', 'cancelled'],
  },
  {
    label: 'Cancel',
    verb: 'Cancel them',
    text: 'Those that wait will not be done; those that run are told to end.',
    operation: jobs.cancelAll,
    states: ['waiting', 'running'],
  },
  {
    label: 'Discard',
    verb: 'Discard them',
    text: 'Their records go, with what they said and why they failed.',
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
  const attempt = (operation: Operation, input: Row) => act(operation, input, (count) => `Done with ${counted(count, 'job')}.`)
  const filters = filtersIn(asked)
  const state = wordOf(filters.status ?? '')
  const fitting = page.total > 0 && page.total <= most ? verbs.filter(({ states }) => states.includes(state)) : []
  const all = ({ label, verb, text, operation, danger }: Verb) =>
    confirm({
      title: `${label}: ${counted(page.total, 'job')} that match?`,
      text,
      verb,
      ...(danger && { danger }),
      act: () => attempt(operation, { ...filters, expect: page.total }),
    })
  const purge = (what: string, title: string, text: string) =>
    confirm({ title, text, verb: 'Purge them', danger: true, act: () => attempt(jobs.purge, { what }) })
  return (
    <Menu position="bottom-end" shadow="md">
      <Menu.Target>
        <Tooltip label="All jobs that match">
          <ActionIcon variant="default" size={36} aria-label="What to do with all jobs that match">
            <IconDots size={16} />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        {fitting.map((verb) => (
          <Menu.Item key={verb.label} color={verb.danger ? 'var(--wrong)' : undefined} onClick={() => all(verb)}>
            {`${verb.label}: all ${counted(page.total, 'job')} that match`}
          </Menu.Item>
        ))}
        {fitting.length > 0 && <Menu.Divider />}
        <Menu.Item onClick={() => purge('completed', 'Purge completed jobs?', 'Jobs that failed, wait or run stay.')}>
          Purge completed jobs
        </Menu.Item>
        <Menu.Item
          color="var(--wrong)"
          onClick={() => purge('all', 'Purge all jobs?', 'Jobs that wait will not be done. Only those that run stay.')}
        >
          Purge all jobs
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
