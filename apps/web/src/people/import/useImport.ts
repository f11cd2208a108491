import { Failure } from '@reeve/contract/inputs/failure'
import type { Asked, Out } from '@reeve/contract/kernel/operation'
import type { users } from '@reeve/contract/people/users'
import { useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { api, refresh } from '../../kit/client/client.ts'

export type Input = Asked<typeof users.import>
export type Done = Out<typeof users.import>
export type Asking = Pick<Input, 'csv' | 'delimiter' | 'mapping' | 'org_id' | 'role_id' | 'passwords'>

/**
 * Asks one thing after the other: what an earlier question answers when a later one has been asked counts for nothing.
 * The import itself counts whatever was asked since: it is done, and its passwords are told this once.
 */
const useAsking = () => {
  const [failure, setFailure] = useState<Failure>()
  const [busy, setBusy] = useState<'looking' | 'importing'>()
  const latest = useRef(0)
  const ask = async (what: 'looking' | 'importing', input: Input, take: (answer: Done) => void) => {
    const mine = ++latest.current
    const counts = () => what === 'importing' || mine === latest.current
    setBusy(what)
    try {
      const answer = await api.users.import(input)
      if (!counts()) return
      setFailure(undefined)
      take(answer)
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      if (counts()) setFailure(error)
    } finally {
      if (counts()) setBusy(undefined)
    }
  }
  const drop = () => {
    latest.current++
    setBusy(undefined)
    setFailure(undefined)
  }
  return { failure, busy, ask, drop }
}

/** What is asked for, what the last dry run of it said, and the import itself. */
export const useImport = () => {
  const queries = useQueryClient()
  const [asking, setAsking] = useState<Asking>({ passwords: 'none' })
  const [tried, setTried] = useState<{ asked: Asking; answer: Done }>()
  const [done, setDone] = useState<Done>()
  const { failure, busy, ask, drop } = useAsking()

  /** Every change is tried at once: what is shown is what would happen. */
  const look = (next: Asking) => {
    setAsking(next)
    if (next.csv !== undefined) void ask('looking', { ...next, dry_run: true }, (answer) => setTried({ asked: next, answer }))
  }
  /** Another file: what was said of the columns of the last one does not hold. */
  const { csv: _, delimiter: __, mapping: ___, ...kept } = asking
  const begin = (csv: string | undefined) => {
    drop()
    setTried(undefined)
    look({ ...kept, ...(csv !== undefined && { csv }) })
  }
  const commit = () =>
    ask('importing', asking, (answer) => {
      setDone(answer)
      void refresh(queries)
    })
  const change = (more: Asking) => look({ ...asking, ...more })
  /** What was tried last is what is asked for. */
  const fresh = tried?.asked === asking
  return { asking, tried: tried?.answer, fresh, done, failure, busy, change, begin, commit }
}
export type Import = ReturnType<typeof useImport>
