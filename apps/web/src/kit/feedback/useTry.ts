import { Failure } from '@reeve/contract/inputs/failure'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { refresh } from '../client/client.ts'
import { tellFailure } from './toast.tsx'

/** Does something once at a time, tells what was refused, and asks again for all that is on screen. */
export const useTry = () => {
  const queries = useQueryClient()
  const [busy, setBusy] = useState(false)
  const attempt = async (act: () => Promise<unknown>) => {
    setBusy(true)
    try {
      await act()
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      tellFailure(error)
    } finally {
      setBusy(false)
    }
    await refresh(queries)
  }
  return { busy, attempt }
}
