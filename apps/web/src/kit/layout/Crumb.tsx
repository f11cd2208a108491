import { Anchor, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { Link } from 'react-router'

/** Above the title of a page: the page it belongs to. */
export const Crumb = ({ to, children }: { to: string; children: ReactNode }) => (
  <Text size="sm" mb={4}>
    <Anchor component={Link} to={to}>
      {children}
    </Anchor>
  </Text>
)
