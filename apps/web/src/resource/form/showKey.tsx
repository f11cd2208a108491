import { Button, CopyButton, Group, Stack, Text } from '@mantine/core'
import type { Operation } from '@reeve/contract/kernel/operation'
import type { Row } from '../../kit/client/client.ts'
import { openDialog } from '../../kit/feedback/openDialog.ts'
import classes from './form.module.css'

const FreshKey = ({ value, close }: { value: string; close: () => void }) => (
  <Stack>
    <Text>Copy it now: only a hash is kept, and nobody can show it again.</Text>
    <div className={classes.keyBox}>{value}</div>
    <Group justify="flex-end">
      <CopyButton value={value}>
        {({ copied, copy }) => (
          <Button variant="default" onClick={copy}>
            {copied ? 'Copied' : 'Copy key'}
          </Button>
        )}
      </CopyButton>
      <Button onClick={close}>I have kept it</Button>
    </Group>
  </Stack>
)

/** Shows what an operation answers only this once, where it does. */
export const showKey = (operation: Operation, answer: Row) => {
  const value = operation.shownOnce?.map((key) => answer[key]).find((one) => typeof one === 'string' && one !== '')
  if (typeof value !== 'string') return
  openDialog({ title: 'New auth key', modal: true, children: (close) => <FreshKey value={value} close={close} /> })
}
