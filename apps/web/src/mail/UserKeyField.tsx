import { Button, Group, Stack, Text, Textarea } from '@mantine/core'
import { Failure } from '@reeve/contract/inputs/failure'
import type { Out } from '@reeve/contract/kernel/operation'
import { userKeys } from '@reeve/contract/mail/userKeys'
import { useState } from 'react'
import { api, type Row } from '../kit/client/client.ts'
import { useMay } from '../kit/client/session.tsx'
import { Mark } from '../kit/feedback/Mark.tsx'
import { tellFailure } from '../kit/feedback/toast.tsx'
import { Time } from '../kit/text/Time.tsx'
import classes from '../kit/text/text.module.css'
import type { ControlProps } from '../resource/noun/noun.tsx'
import { Flag } from '../resource/noun/Shown.tsx'

type Search = Out<typeof userKeys.find> & { email: string }
type Found = Search['keys'][number]

const textOf = (value: unknown) => (typeof value === 'string' ? value : '')

const useSearch = (take: (armored: string) => void) => {
  const [search, setSearch] = useState<Search>()
  const [busy, setBusy] = useState(false)
  const attempt = async (act: () => Promise<Search | undefined>) => {
    setBusy(true)
    try {
      setSearch(await act())
    } catch (failure) {
      if (!(failure instanceof Failure)) throw failure
      tellFailure(failure)
    } finally {
      setBusy(false)
    }
  }
  return {
    search,
    busy,
    find: (email: string) => attempt(async () => ({ ...(await api.userKeys.find({ email })), email })),
    use: ({ fingerprint, armored, address }: Found) =>
      attempt(async () => {
        const fetched = armored === null ? await api.userKeys.fetch({ fingerprint }) : { armored, problems: [] }
        if (fetched.armored === null) return { keys: [], problems: fetched.problems, email: address }
        take(fetched.armored)
        return undefined
      }),
  }
}

const FoundKey = ({ found, busy, use }: { found: Found; busy: boolean; use: (found: Found) => void }) => (
  <Group justify="space-between" gap="sm">
    <div>
      <div id={`key-${found.fingerprint}`} className={classes.mono}>
        {found.fingerprint}
      </div>
      <Text size="sm" c="dimmed">
        From {found.source}
        {found.date && <>, created {found.date.slice(0, 10)}</>}
        {found.expires ? <>, expires {found.expires.slice(0, 10)}</> : ', does not expire'}
      </Text>
    </div>
    <Button variant="default" loading={busy} onClick={() => use(found)} aria-describedby={`key-${found.fingerprint}`}>
      Use this key
    </Button>
  </Group>
)

/** In a list, whether there is a key; on the page of a user, its state and expiry. */
export const UserKeyShown = ({ row }: { row: Row }) => {
  if (typeof row.pgp_status !== 'string') return <Flag on={Boolean(row.gpgkey)} />
  const ends = textOf(row.key_expires)
  return (
    <Stack gap={4} align="flex-start">
      <Mark tone={row.pgp_status === 'OK' ? 'good' : 'wrong'}>
        {row.pgp_status === 'OK' ? 'Mail is encrypted with it' : row.pgp_status}
      </Mark>
      <span className={classes.mono}>{textOf(row.fingerprint)}</span>
      <span>
        {ends ? (
          <>
            Expires <Time at={ends} exact />
          </>
        ) : (
          'Does not expire'
        )}
      </span>
    </Stack>
  )
}

/** The public key of a user: pasted, or found on the mail domain or on a key server. */
export const UserKeyField = ({ id, label, help, value, error, onChange, onBlur, values, row }: ControlProps) => {
  const may = useMay()
  const { search, busy, find, use } = useSearch(onChange)
  const email = textOf(values?.email ?? row?.email)
  return (
    <Stack gap="xs">
      <Textarea
        id={id}
        label={label}
        description={help}
        error={error}
        value={textOf(value)}
        onChange={(event) => onChange(event.currentTarget.value)}
        onBlur={onBlur}
        autosize
        minRows={3}
        maxRows={12}
        classNames={{ input: classes.mono }}
      />
      {row && typeof row.pgp_status === 'string' && value === row.gpgkey && <UserKeyShown row={row} />}
      {may(userKeys.find.allow) && (
        <Group>
          <Button variant="default" loading={busy} disabled={email === ''} onClick={() => void find(email)}>
            Find key
          </Button>
        </Group>
      )}
      <Stack gap="xs" role="status">
        {search?.keys.map((found) => (
          <FoundKey key={found.fingerprint} found={found} busy={busy} use={(one) => void use(one)} />
        ))}
        {search?.keys.length === 0 && <Text size="sm">No key found for {search.email}.</Text>}
        {search?.problems.map((problem) => (
          <Mark key={problem} tone="look">
            {problem}
          </Mark>
        ))}
      </Stack>
    </Stack>
  )
}
