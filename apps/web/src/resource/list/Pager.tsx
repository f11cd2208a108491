import { Button, Group, Text } from '@mantine/core'
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react'
import type { Page } from '../../kit/client/client.ts'
import { amount, counted } from '../../kit/text/format.ts'
import type { Noun } from '../noun/noun.tsx'

type Props = {
  page: Page
  at: number
  one: string
  many: string
  words: NonNullable<Noun['pages']>
  older: (next: string) => void
  newer: () => void
}

/** Keyset pages: onwards by the key of the last row, back the way one came. */
export const Pager = ({ page, at, one, many, words, older, newer }: Props) => {
  const { next } = page
  // What was not counted is at least what is shown.
  const vague = page.total <= page.rows.length ? 'More than ' : 'About '
  const total = `${page.about ? vague : ''}${counted(page.total, one, many.toLowerCase())}`
  return (
    <Group justify="space-between" py={10} component="footer">
      <Text size="sm" c="dimmed" aria-live="polite">
        {words.uncounted ? `Page ${amount(at)}` : `${total}${at > 1 ? `, page ${amount(at)}` : ''}`}
      </Text>
      {(next || at > 1) && (
        <Group gap={8}>
          <Button size="compact-sm" variant="default" disabled={at === 1} onClick={newer} leftSection={<IconChevronLeft size={14} />}>
            {words.before}
          </Button>
          <Button
            size="compact-sm"
            variant="default"
            disabled={!next}
            onClick={() => next && older(next)}
            rightSection={<IconChevronRight size={14} />}
          >
            {words.after}
          </Button>
        </Group>
      )}
    </Group>
  )
}
