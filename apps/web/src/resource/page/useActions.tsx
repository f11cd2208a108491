import { Failure } from '@reeve/contract/inputs/failure'
import { Deletion } from '@reeve/contract/people/deletion'
import { useNavigate } from 'react-router'
import { ask, change, type Row } from '../../kit/client/client.ts'
import { useMay } from '../../kit/client/session.tsx'
import { confirm } from '../../kit/feedback/confirm.tsx'
import { tell, tellFailure } from '../../kit/feedback/toast.tsx'
import { useTry } from '../../kit/feedback/useTry.ts'
import { showKey } from '../form/showKey.tsx'
import type { Noun, RowAction } from '../noun/noun.tsx'
import { DeletionPlan } from './DeletionPlan.tsx'

/** What hangs on the row, where the noun tells; what stands in the way is said before anything is typed. */
const planOf = async ({ operations: { deletion } }: Noun, { id }: Row) => {
  if (!deletion) return undefined
  const plan = Deletion.parse(await ask(deletion, { id }))
  if (plan.hindrance !== null) throw new Failure('conflict', plan.hindrance)
  return plan
}

/** The actions on a row: asked about when costly, undone when reversible, told when done. */
export const useActions = (noun: Noun, row: Row, gone: () => void) => {
  const { attempt } = useTry()
  const may = useMay()
  const navigate = useNavigate()
  const actions = (noun.actions ?? []).filter(({ allow, applies }) => may(allow) && (applies?.(row) ?? true))

  const run = ({ operation, input, undo, done, ends }: RowAction, more: Row = {}) =>
    attempt(async () => {
      const answer = await change(operation, { id: row.id, ...input?.(row), ...more })
      const back = undo?.(row)
      tell(done(row), back && (() => attempt(() => change(back.operation, { id: row.id, ...back.input }))))
      showKey(operation, answer)
      if (ends) gone()
    })

  const perform = (action: RowAction) => {
    const question = action.ask?.(row)
    const { choice } = question ?? {}
    if (question) confirm({ ...question, act: (chosen) => run(action, choice && { [choice.key]: chosen }) })
    else void run(action)
  }

  const insteadOf = ({ instead }: NonNullable<Noun['deleting']>) =>
    instead && actions.includes(instead.action) ? { verb: instead.verb, act: () => perform(instead.action) } : undefined

  const remove = async () => {
    const { deleting } = noun
    const { delete: operation } = noun.operations
    if (!operation || !deleting) return
    const elsewhere = deleting.first?.(row)
    if (elsewhere !== undefined) return void navigate(elsewhere)
    const name = noun.nameOf(row)
    const act = async () => {
      await change(operation, { id: row.id })
      tell(`${name} is deleted.`)
      gone()
    }
    const plan = await planOf(noun, row)
    const instead = insteadOf(deleting)
    confirm({
      title: `Delete ${noun.one} ${name}?`,
      text: plan ? <DeletionPlan plan={plan} says={deleting.says} /> : deleting.says,
      verb: `Delete ${noun.one}`,
      danger: true,
      ...(deleting.irreversible && { typed: name }),
      ...(instead && { instead }),
      act: () => attempt(act),
    })
  }
  return { actions, perform, remove: () => void remove().catch(tellFailure) }
}
