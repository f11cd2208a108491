import { useQuery } from '@tanstack/react-query'
import { api } from '../kit/client/client.ts'
import { todayAt } from '../kit/text/moments.ts'

/** What needs attention now, of what this role may see. Asked once for the sidebar and Home, and again each minute. */
export const useAttention = () => {
  const { data, error, isPending } = useQuery({
    ...api.attention.now.query({ today: todayAt() }),
    staleTime: 60_000,
    refetchInterval: 60_000,
  })
  return { lines: data ?? [], settled: !isPending, failed: error ?? undefined }
}
