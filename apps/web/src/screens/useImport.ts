import { Failure } from '@reeve/contract/failure'
import type { Asked, Out } from '@reeve/contract/operation'
import type { users } from '@reeve/contract/resources/users'
import { useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { api, refresh } from '../client.ts'

export type Input = Asked<typeof users.import>
export type Done = Out<typeof users.import>
export type Asking = Pick<Input, 'csv' | 'delimiter' | 'mapping' | 'org_id' | 'role_id' | 'passwords'>

/** Asks one thing after the other: what an earlier question answers when a later one has been asked counts for nothing. */
const useAsking = () => {
  const [failure, setFailure] = useState<Failure>()
  const [busy, setBusy] = useState<'looking' | 'importing'>()
  const latest = useRef(0)
  const ask = async (what: 'looking' | 'importing', input: Input, take: (answer: Done) => void) => {
    const mine = ++latest.current
    const isLatest = () => mine === latest.current
    setBusy(what)
    try {
      const answer = await api.users.import(input)
      if (!isLatest()) return
      setFailure(undefined)
      take(answer)
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      if (isLatest()) setFailure(error)
    } finally {
      if (isLatest()) setBusy(undefined)
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
  const [tried, setTried] = useState<Done>()
  const [done, setDone] = useState<Done>()
  /** What was tried last is what is asked for. */
  const [fresh, setFresh] = useState(false)
  const { failure, busy, ask, drop } = useAsking()

  /** Every change is tried at once: what is shown is what would happen. */
  const look = (next: Asking) => {
    setAsking(next)
    setFresh(false)
    if (next.csv === undefined) return
    void ask('looking', { ...next, dry_run: true }, (answer) => {
      setTried(answer)
      setFresh(true)
    })
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
  return { asking, tried, fresh, done, failure, busy, change: (more: Asking) => look({ ...asking, ...more }), begin, commit }
}
export type Import = ReturnType<typeof useImport>
