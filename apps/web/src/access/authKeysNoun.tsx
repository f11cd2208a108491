import { Anchor } from '@mantine/core'
import { authKeys } from '@reeve/contract/access/authKeys'
import { pages } from '@reeve/contract/pages'
import { IconKey, IconRefresh } from '@tabler/icons-react'
import { Link } from 'react-router'
import { z } from 'zod'
import type { Row } from '../kit/client/client.ts'
import { wordOf } from '../kit/text/format.ts'
import { hasPassed, isNear } from '../kit/text/moments.ts'
import { Time } from '../kit/text/Time.tsx'
import type { Noun } from '../resource/noun/noun.tsx'

const keyName = (row: Row) => `${wordOf(row.authkey_start)}…${wordOf(row.authkey_end)}`
const Owner = z.object({ id: z.number(), email: z.string() })
const ownerOf = (row: Row) => Owner.safeParse(row.user).data?.email ?? ''

const ownerLink = (row: Row) => {
  const { data } = Owner.safeParse(row.user)
  return (
    data && (
      <Anchor component={Link} to={`${pages.users}/${data.id}`}>
        {data.email}
      </Anchor>
    )
  )
}
const Addresses = z.array(z.string())
const addressesOf = (row: Row) => {
  const { data = [] } = Addresses.safeParse(row.allowed_ips)
  return data.length === 0 ? 'Any address' : data.join(', ')
}

const overlaps = [
  { value: '24', label: 'in 24 hours' },
  { value: '0', label: 'at once' },
  { value: '1', label: 'in an hour' },
  { value: '168', label: 'in a week' },
  { value: '720', label: 'in 30 days' },
]

/** Auth keys. */
export const authKeysNoun: Noun = {
  noun: 'authKeys',
  path: pages.authKeys,
  one: 'auth key',
  many: 'Auth keys',
  about: 'Scripts and other instances come in by auth key. The key itself is shown once, when it is made; here is what is known of it.',
  icon: IconKey,
  operations: authKeys,
  nameOf: keyName,
  telling: ['key', 'user'],
  model: 'AuthKey',
  wire: (row) => `/auth_keys/view/${wordOf(row.id)}.json`,
  cells: { user: ownerOf, allowed_ips: addressesOf },
  extra: [{ key: 'key', label: 'Key', before: 'user', cell: keyName }],
  off: ['authkey_start', 'authkey_end', 'created', 'read_only'],
  facts: (row) => [
    ['User', ownerLink(row)],
    ['Rights', row.read_only === true ? 'Read only' : 'As the user'],
    ['Last used', typeof row.last_used === 'string' ? <Time at={row.last_used} /> : 'Never'],
    ['Expires', typeof row.expiration === 'string' ? <Time at={row.expiration} /> : 'Never'],
    ['Addresses', addressesOf(row)],
  ],
  marks: (row) => [
    ...(hasPassed(row.expiration) ? [{ tone: 'wrong', label: 'Expired' } as const] : []),
    ...(isNear(row.expiration) ? [{ tone: 'look', label: 'Expires soon' } as const] : []),
    ...(row.read_only === true ? [{ tone: 'plain', label: 'Read only' } as const] : []),
  ],
  pinned: ['search', 'ends'],
  actions: [
    {
      label: 'Rotate key',
      icon: IconRefresh,
      first: true,
      allow: authKeys.rotate.allow,
      operation: authKeys.rotate,
      applies: (row) => !hasPassed(row.expiration),
      ask: (row) => ({
        title: `Rotate key ${keyName(row)}?`,
        text: 'A new key with the same comment, addresses and rights is made and shown once. Both work until the present one ends.',
        verb: 'Rotate key',
        choice: { key: 'hours', label: 'The present key ends', options: overlaps },
      }),
      done: (row) => `Key ${keyName(row)} has a successor.`,
    },
  ],
  deleting: {
    irreversible: false,
    says: 'Whatever uses this key is refused from now on. To replace it without an outage, rotate it instead.',
  },
}
