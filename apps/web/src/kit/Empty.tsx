import { Stack, Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import classes from './kit.module.css'

/** Nothing to show: says why, and offers the next step. */
export const Empty = ({ title, children, action }: { title: string; children: ReactNode; action?: ReactNode }) => (
  <div className={classes.state}>
    <Stack gap={10} align="flex-start">
      <Title order={2}>{title}</Title>
      <Text c="dimmed">{children}</Text>
      {action}
    </Stack>
  </div>
)
