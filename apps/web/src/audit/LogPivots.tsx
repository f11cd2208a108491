import { Button } from '@mantine/core'
import { Link } from 'react-router'
import type { Row } from '../kit/client/client.ts'
import { wordOf } from '../kit/text/format.ts'
import classes from './logs.module.css'

const pivots: { label: string; of: (row: Row) => Record<string, unknown> }[] = [
  { label: 'This request', of: ({ request_id }) => ({ request_id }) },
  { label: 'This key', of: ({ auth_key_id }) => ({ auth_key_id }) },
  { label: 'This object', of: ({ model, model_id }) => (model_id ? { model, model_id } : {}) },
  { label: 'This user', of: ({ user_id }) => ({ user_id: user_id || undefined }) },
  { label: 'This address', of: ({ ip }) => ({ ip }) },
]
const searchOf = (said: Record<string, unknown>) =>
  new URLSearchParams(Object.entries(said).flatMap(([key, value]) => (wordOf(value) ? [[key, wordOf(value)]] : []))).toString()

/** Links to the entries with the same request, key, object, user or address. */
export const LogPivots = ({ row }: { row: Row }) => (
  <nav aria-label="Related entries" className={classes.pivots}>
    {pivots
      .map(({ label, of }) => ({ label, search: searchOf(of(row)) }))
      .filter(({ search }) => search)
      .map(({ label, search }) => (
        <Button key={label} component={Link} to={`/logs?${search}`} size="compact-sm" variant="default">
          {label}
        </Button>
      ))}
  </nav>
)
