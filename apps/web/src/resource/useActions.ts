import { useNavigate } from 'react-router'
import { change, type Row } from '../client.ts'
import { confirm } from '../kit/Confirm.tsx'
import { showKey } from '../kit/FreshKey.tsx'
import type { Noun, RowAction } from '../kit/noun.tsx'
import { tell } from '../kit/toast.tsx'
import { useTry } from '../kit/useTry.ts'

/** The actions on a row: asked about when costly, undone when reversible, told when done. */
export const useActions = (noun: Noun, row: Row, gone: () => void) => {
  const { attempt } = useTry()
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
