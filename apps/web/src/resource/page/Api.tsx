import { Stack, Text } from '@mantine/core'
import type { Operation } from '@reeve/contract/kernel/operation'
import { type Row, requestOf } from '../../kit/client/client.ts'
import { useMay } from '../../kit/client/session.tsx'
import type { Noun } from '../noun/noun.tsx'
import { Code } from './Code.tsx'

const curl = (op: Operation, row: Row) => {
  const { method, path } = requestOf(op, { id: row.id })
  const lines = [
    `curl${method === 'GET' ? '' : ` -X ${method}`} ${window.location.origin}${path}`,
    `-H 'Authorization: YOUR_AUTH_KEY'`,
    ...(op.kind === 'edit' || op.kind === 'actOne' ? [`-H 'Content-Type: application/json'`, `-d '{}'`] : []),
  ]
  return lines.join(' \\\n  ')
}

/** How a script asks for the same. */
export const Api = ({ noun, row }: { noun: Noun; row: Row }) => {
  const may = useMay()
  const { view, edit, delete: remove } = noun.operations
  const operations = [view, edit, remove, ...(noun.actions ?? []).map(({ operation }) => operation)]
  const unique = [...new Set(operations)].flatMap((op) => (op && may(op.allow) ? [op] : []))
  return (
    <Stack gap="md">
      <Text c="dimmed">Everything this page does, a script may do with an auth key.</Text>
      {unique.map((op) => (
        <Code key={op.name} label={op.summary}>
          {curl(op, row)}
        </Code>
      ))}
    </Stack>
  )
}
