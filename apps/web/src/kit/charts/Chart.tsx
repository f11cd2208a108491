import { Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'

/** A chart with its heading and the sentence that says what is counted. */
export const Chart = ({ title, about, children }: { title: string; about: string; children: ReactNode }) => (
  <section>
    <Title order={2}>{title}</Title>
    <Text size="sm" c="dimmed" mb={8}>
      {about}
    </Text>
    {children}
  </section>
)
