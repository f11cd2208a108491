import { Failure } from '@reeve/contract/failure'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from 'react-router'
import { change, type Row, refresh } from '../client.ts'
import { confirm } from '../kit/Confirm.tsx'
import { showKey } from '../kit/FreshKey.tsx'
import type { Noun, RowAction } from '../kit/noun.tsx'
import { tell, tellFailure } from '../kit/toast.tsx'

/** Does it, tells what was refused, and asks again for all that is on screen. */
const useAttempt = () => {
  const queries = useQueryClient()
  return async (act: () => Promise<unknown>) => {
    try {
      await act()
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      tellFailure(error)
    }
    await refresh(queries)
  }
}

/** The actions on a row: asked about when costly, undone when reversible, told when done. */
export const useActions = (noun: Noun, row: Row, gone: () => void) => {
  const attempt = useAttempt()
  const navigate = useNavigate()

  const run = ({ operation, input, undo, done }: RowAction, more: Row = {}) =>
    attempt(async () => {
      const answer = await change(operation, { id: row.id, ...input?.(row), ...more })
      const back = undo?.(row)
      tell(done(row), back && (() => attempt(() => change(back.operation, { id: row.id, ...back.input }))))
      showKey(operation, answer)
    })

  const perform = (action: RowAction) => {
    const question = action.ask?.(row)
    const { choice } = question ?? {}
    if (question) confirm({ ...question, act: (chosen) => run(action, choice && { [choice.key]: chosen }) })
    else void run(action)
  }

  const remove = () => {
    const { delete: operation } = noun.operations
    if (!operation || !noun.deleting) return
    const elsewhere = noun.deleting.first?.(row)
    if (elsewhere !== undefined) return void navigate(elsewhere)
    const name = noun.nameOf(row)
    const act = async () => {
      await change(operation, { id: row.id })
      tell(`${name} is deleted.`)
      gone()
    }
    confirm({
      title: `Delete ${noun.one} ${name}?`,
      text: noun.deleting.says,
      verb: `Delete ${noun.one}`,
      danger: true,
      ...(noun.deleting.irreversible && { typed: name }),
      act: () => attempt(act),
    })
  }
  return { perform, remove }
}
