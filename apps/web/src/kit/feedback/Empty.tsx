import { Stack, Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import classes from './feedback.module.css'

/** Nothing to show: says why, and offers the next step. `whole`: there is nothing else on the page. */
export const Empty = ({
  title,
  children,
  action,
  whole = false,
}: {
  title: string
  children: ReactNode
  action?: ReactNode
  whole?: boolean
}) => (
  <div className={classes.state}>
    <Stack gap={10} align="flex-start">
      <Title order={whole ? 1 : 2}>{title}</Title>
      <Text c="dimmed">{children}</Text>
      {action}
    </Stack>
  </div>
)
