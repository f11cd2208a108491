import { Button, Group, Text } from '@mantine/core'
import classes from './form.module.css'

type Props = { verb: string; adding: boolean; changed: string[]; busy: boolean; leave: () => void }

const summary = (changed: string[]) => {
  const [first, second, third, ...more] = changed
  if (!first) return 'No changes yet'
  return `Changed: ${[first, second, third].filter(Boolean).join(', ')}${more.length > 0 ? ` and ${more.length} more` : ''}`
}

/** Stays in sight and says what would be saved. */
export const SaveBar = ({ verb, adding, changed, busy, leave }: Props) => (
  <div className={classes.bar}>
    <Text size="sm" className={classes.changes} aria-live="polite">
      {adding ? '' : summary(changed)}
    </Text>
    <Group gap={8} wrap="nowrap">
      <Button variant="default" onClick={leave}>
        Cancel
      </Button>
      <Button type="submit" loading={busy} disabled={!adding && changed.length === 0}>
        {verb}
      </Button>
    </Group>
  </div>
)
