import { Button, Group, Menu, Stack, Text } from '@mantine/core'
import { Failure } from '@reeve/contract/inputs/failure'
import type { Operation } from '@reeve/contract/kernel/operation'
import { IconChevronDown } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { z } from 'zod'
import { change, type Page, pageQuery, type Row, refresh } from '../../kit/client/client.ts'
import { useMay, useSession } from '../../kit/client/session.tsx'
import { confirm } from '../../kit/feedback/confirm.tsx'
import { openDialog } from '../../kit/feedback/openDialog.ts'
import { tell, tellFailure } from '../../kit/feedback/toast.tsx'
import { useTry } from '../../kit/feedback/useTry.ts'
import { amount, counted, wordOf } from '../../kit/text/format.ts'
import { type BulkAction, type Noun, useNouns } from '../noun/noun.tsx'
import classes from './table.module.css'
import type { Selection } from './useSelection.ts'

const Done = z.object({
  results: z.array(
    z.object({
      id: z.number(),
      email: z.string(),
      done: z.boolean(),
      message: z.string(),
      before: z.record(z.string(), z.unknown()).nullable(),
    }),
  ),
  next: z.number().nullable(),
})
type Result = z.output<typeof Done>['results'][number]
/** So many may be changed without typing their number. */
const few = 20

const showRefused = (refused: Result[], done: string) =>
  openDialog({
    title: `${done}; ${refused.length} refused`,
    children: () => (
      <Stack gap={6}>
        {refused.slice(0, 200).map(({ id, email, message }) => (
          <Text key={id} size="sm">
            <b>{email}</b> {message}
          </Text>
        ))}
      </Stack>
    ),
  })

/** As many as one call takes. */
const part = 500
const window = new Set(['after', 'limit', 'page', 'sort'])
const whom = ({ all, ids }: Selection, asked: Row) =>
  all ? { where: Object.fromEntries(Object.entries(asked).filter(([key]) => !window.has(key))) } : { ids: [...ids].map(Number) }

type Props = { noun: Noun; selection: Selection; asked: Row; page: Page }

/** Rows that had the same values go back to them together, a part at a time. */
const takeBack = async (operation: Operation, results: readonly Result[]) => {
  const groups = Map.groupBy(
    results.filter(({ before }) => before !== null),
    ({ before }) => JSON.stringify(before),
  )
  for (const group of groups.values())
    for (let start = 0; start < group.length; start += part)
      await change(operation, { ids: group.slice(start, start + part).map(({ id }) => id), set: group[0]?.before })
}

/** Part after part, until nobody is left; a part that was done stays done. */
const useBulk = ({ noun, selection, asked }: Props) => {
  const queries = useQueryClient()
  const { attempt } = useTry()
  const [progress, setProgress] = useState<number>()
  const run = async ({ operation, set, done }: BulkAction, more: Row) => {
    const results: Result[] = []
    try {
      for (let after: number | null | undefined; after !== null; ) {
        setProgress(results.length)
        const answer = Done.parse(await change(operation, { ...whom(selection, asked), ...(after && { after }), set: { ...set, ...more } }))
        results.push(...answer.results)
        after = answer.next
      }
      selection.clear()
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      tellFailure(error)
    }
    // The list behind the result shows what it says.
    await refresh(queries)
    setProgress(undefined)
    const refused = results.filter((one) => !one.done)
    const count = results.length - refused.length
    const told = `${counted(count, noun.one, noun.many.toLowerCase())} ${done}`
    const changed = results.some(({ before }) => before !== null)
    if (count > 0) tell(`${told}.`, changed ? () => attempt(() => takeBack(operation, results)) : undefined)
    if (refused.length > 0) showRefused(refused, told)
  }
  return { run, progress }
}

/** What is selected, and what one may do with all of it: each row by the rules of a single change. */
export const BulkBar = (props: Props) => {
  const { noun, selection, page } = props
  const may = useMay()
  const { actor } = useSession()
  const nouns = useNouns()
  const queries = useQueryClient()
  const { run, progress } = useBulk(props)
  const size = selection.all ? page.total : selection.ids.size
  const count = `${selection.all && page.about ? 'about ' : ''}${amount(size)}`
  const begin = async (action: BulkAction) => {
    const other = action.choice && nouns.find(({ noun: name }) => name === action.choice?.of)
    const found = other && (await queries.query(pageQuery(other.operations.list, { limit: 500 })))
    const options = found?.rows.filter((row) => other?.mayPick?.(actor, row) ?? true)
    confirm({
      title: `${action.label}: ${count} ${noun.many.toLowerCase()}?`,
      text: action.says,
      verb: action.label,
      ...(size > few && { typed: String(size) }),
      ...(action.choice &&
        other &&
        options && {
          choice: {
            open: true,
            label: action.choice.label,
            options: options.map((row) => ({ value: wordOf(row.id), label: other.nameOf(row) })),
          },
        }),
      act: (chosen) => run(action, action.choice && chosen ? { [action.choice.key]: Number(chosen) } : {}),
    })
  }
  return (
    <Group className={classes.bulk} gap="sm" role="status">
      <Text fw={500}>{progress === undefined ? `${count} selected` : `${progress} of ${count} …`}</Text>
      {!selection.all && page.next !== null && (
        <Button size="compact-sm" variant="subtle" onClick={selection.takeAll}>
          {`Select all ${page.about ? 'about ' : ''}${amount(page.total)} that match`}
        </Button>
      )}
      <Menu position="bottom-start" shadow="md">
        <Menu.Target>
          <Button
            size="compact-sm"
            variant="default"
            loading={progress !== undefined}
            rightSection={<IconChevronDown size={14} aria-hidden />}
          >
            Change selected
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {(noun.bulk ?? [])
            .filter(({ operation }) => may(operation.allow))
            .map((action) => (
              <Menu.Item key={action.label} leftSection={<action.icon size={16} aria-hidden />} onClick={() => void begin(action)}>
                {action.label}
              </Menu.Item>
            ))}
        </Menu.Dropdown>
      </Menu>
      <Button size="compact-sm" variant="subtle" color="gray" onClick={selection.clear}>
        Clear selection
      </Button>
    </Group>
  )
}
