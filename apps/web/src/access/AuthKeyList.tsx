import { Anchor, Button, Group, Stack, Text } from '@mantine/core'
import { authKeys } from '@reeve/contract/access/authKeys'
import { IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { pageQuery, type Row } from '../kit/client/client.ts'
import { Empty } from '../kit/feedback/Empty.tsx'
import { ErrorState } from '../kit/feedback/ErrorState.tsx'
import { Mark } from '../kit/feedback/Mark.tsx'
import { FieldsSkeleton } from '../kit/feedback/skeletons.tsx'
import layout from '../kit/layout/layout.module.css'
import { wordOf } from '../kit/text/format.ts'
import { Time } from '../kit/text/Time.tsx'
import textClasses from '../kit/text/text.module.css'
import classes from './access.module.css'
import { authKeysNoun } from './authKeysNoun.tsx'

const shown = 100
const Key = ({ row }: { row: Row }) => {
  const ips = Array.isArray(row.unique_ips) ? row.unique_ips.map(wordOf) : []
  return (
    <li>
      <Group gap={10}>
        <Anchor component={Link} to={`${authKeysNoun.path}/${wordOf(row.id)}`} className={textClasses.mono}>
          {authKeysNoun.nameOf(row)}
        </Anchor>
        {authKeysNoun.marks?.(row).map(({ tone, label }) => (
          <Mark key={label} tone={tone}>
            {label}
          </Mark>
        ))}
      </Group>
      <Text size="sm" c="dimmed">
        {row.comment ? `${wordOf(row.comment)}. ` : ''}Last used: {row.last_used ? <Time at={wordOf(row.last_used)} /> : 'never'}
        {ips.length > 0 && `, from ${ips.slice(0, 3).join(', ')}${ips.length > 3 ? ` and ${ips.length - 3} more` : ''}`}.
      </Text>
    </li>
  )
}

/** The auth keys of a user, and a way to add one and come back. */
export const AuthKeyList = ({ user_id, back }: { user_id: number; back: string }) => {
  const { data, error, refetch } = useQuery(pageQuery(authKeys.list, { user_id, limit: shown }))
  const add = (
    <Button
      component={Link}
      to={`${authKeysNoun.path}/add?${new URLSearchParams({ user_id: String(user_id), back })}`}
      leftSection={<IconPlus size={16} aria-hidden />}
    >
      Add auth key
    </Button>
  )
  if (error) return <ErrorState error={error} retry={refetch} what="auth keys" />
  if (!data) return <FieldsSkeleton rows={3} />
  if (data.rows.length === 0)
    return (
      <Empty title="No auth keys yet" action={add}>
        {authKeysNoun.about}
      </Empty>
    )
  return (
    <Stack align="flex-start">
      <ul className={`${layout.entries} ${classes.ownKeys}`}>
        {data.rows.map((row) => (
          <Key key={wordOf(row.id)} row={row} />
        ))}
      </ul>
      {data.next && (
        <Anchor component={Link} to={`${authKeysNoun.path}?user_id=${user_id}`}>
          Show all in the list
        </Anchor>
      )}
      {add}
    </Stack>
  )
}

/** The same on the page of a user. */
export const AuthKeysOf = ({ row }: { row: Row }) => (
  <AuthKeyList user_id={Number(row.id)} back={`/users/${wordOf(row.id)}?tab=auth-keys`} />
)
