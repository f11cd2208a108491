import { CloseButton, Group, Text, Title } from '@mantine/core'
import { useLocalStorage } from '@mantine/hooks'
import type { ReactNode } from 'react'
import classes from './layout.module.css'

/** Title, the one sentence that says what the page is for (until dismissed), and the one action. */
export const PageHead = ({
  title,
  about,
  kept,
  children,
}: {
  title: ReactNode
  about?: ReactNode
  kept?: string
  children?: ReactNode
}) => {
  const [gone, setGone] = useLocalStorage({ key: `reeve-about-${kept}`, defaultValue: false, getInitialValueInEffect: false })
  return (
    <header className={classes.head}>
      <div>
        <Title order={1}>{title}</Title>
        {about && !gone && (
          <Group gap={6} wrap="nowrap" align="flex-start">
            <Text c="dimmed">{about}</Text>
            {kept && <CloseButton size="xs" mt={1} aria-label="Dismiss this hint" onClick={() => setGone(true)} />}
          </Group>
        )}
      </div>
      <Group gap={8} className={classes.tools}>
        {children}
      </Group>
    </header>
  )
}
