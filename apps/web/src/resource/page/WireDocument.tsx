import { Failure } from '@reeve/contract/inputs/failure'
import { useQuery } from '@tanstack/react-query'
import { ErrorState } from '../../kit/feedback/ErrorState.tsx'
import { FieldsSkeleton } from '../../kit/feedback/skeletons.tsx'
import { Code } from './Code.tsx'

const fetchDocument = async (address: string) => {
  const answer = await fetch(address, { headers: { accept: 'application/json' } })
  if (!answer.ok) throw new Failure('broken', `The server answered with status ${answer.status}.`)
  return JSON.stringify(await answer.json(), null, 2)
}

/** The row as MISP's clients read it. */
export const WireDocument = ({ address }: { address: string }) => {
  const { data, error, refetch } = useQuery({ queryKey: ['wire', address], queryFn: () => fetchDocument(address) })
  if (error) return <ErrorState error={error} retry={refetch} />
  return data === undefined ? <FieldsSkeleton rows={4} /> : <Code label={`GET ${address}`}>{data}</Code>
}
