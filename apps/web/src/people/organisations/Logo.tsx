import { Avatar } from '@mantine/core'
import type { Row } from '../../kit/client/client.ts'
import { wordOf } from '../../kit/text/format.ts'

const initialsOf = (name: string) =>
  name
    .split(/[\s_-]+/)
    .filter(Boolean)
    .slice(0, 2)
    .map((word) => word.charAt(0).toUpperCase())
    .join('')

/** The logo of an organisation, or its initials. Its name stands beside it, so it says nothing itself. */
export const Logo = ({ row, size = 24 }: { row: Row; size?: number }) => {
  const src = typeof row.logo === 'string' ? `/img/orgs/${wordOf(row.id)}.png?at=${encodeURIComponent(row.logo)}` : null
  return (
    <Avatar src={src} alt="" size={size} radius="sm" color="gray" aria-hidden styles={{ image: { objectFit: 'contain' } }}>
      {initialsOf(wordOf(row.name))}
    </Avatar>
  )
}
