import { Button, CopyButton, Group, Text } from '@mantine/core'
import classes from './page.module.css'

/** Text to take along. */
export const Code = ({ label, children }: { label: string; children: string }) => (
  <div>
    <Group justify="space-between" mb={6}>
      <Text size="sm" c="dimmed">
        {label}
      </Text>
      <CopyButton value={children}>
        {({ copied, copy }) => (
          <Button size="compact-xs" variant="default" onClick={copy}>
            {copied ? 'Copied' : 'Copy'}
          </Button>
        )}
      </CopyButton>
    </Group>
    <pre className={classes.code} tabIndex={0}>
      {children}
    </pre>
  </div>
)
