import type { Operation } from '@reeve/contract/kernel/operation'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useMemo, useRef, useState } from 'react'
import { useNavigate, useParams, useSearchParams } from 'react-router'
import { change, type Row, refresh, rowQuery } from '../../kit/client/client.ts'
import { useMay, useSession } from '../../kit/client/session.tsx'
import { ErrorState } from '../../kit/feedback/ErrorState.tsx'
import { NotIncluded } from '../../kit/feedback/NotIncluded.tsx'
import { FieldsSkeleton } from '../../kit/feedback/skeletons.tsx'
import { tell } from '../../kit/feedback/toast.tsx'
import { Crumb } from '../../kit/layout/Crumb.tsx'
import classes from '../../kit/layout/layout.module.css'
import { PageHead } from '../../kit/layout/PageHead.tsx'
import { wordOf } from '../../kit/text/format.ts'
import { type Noun, useNouns } from '../noun/noun.tsx'
import { Form } from './Form.tsx'
import { formFieldsOf } from './formValues.ts'
import { showKey } from './showKey.tsx'

/** The fields of an operation that this actor may set. */
const useFields = (operation: Operation) => {
  const { actor, session } = useSession()
  const nouns = useNouns()
  return useMemo(
    () =>
      formFieldsOf(
        operation.input,
        (rule) => rule.test(actor, session.settings),
        (name) => nouns.some(({ noun, operations }) => noun === name && operations.list.allow.test(actor, session.settings)),
      ),
    [operation, actor, session, nouns],
  )
}

type Props = { noun: Noun; operation: Operation; row: Row; adding: boolean }
const Filled = ({ noun, operation, row, adding }: Props) => {
  const fields = useFields(operation)
  const queries = useQueryClient()
  const navigate = useNavigate()
  const [params] = useSearchParams()
  const back = params.get('back') ?? (adding ? noun.path : `${noun.path}/${wordOf(row.id)}`)
  // What was added is shown beside the list it belongs to.
  const added = useRef<string>(undefined)
  const leave = useCallback(() => void navigate(added.current ?? back), [navigate, back])
  const save = async (input: Row) => {
    const answer = await change(
      operation,
      adding ? input : { ...input, id: row.id, ...(row.version !== undefined && { version: row.version }) },
    )
    if (adding && noun.operations.view && !params.has('back')) added.current = `${noun.path}?open=${wordOf(answer.id)}`
    tell(adding ? `${noun.nameOf(answer)} is added.` : `${noun.nameOf(answer)} is changed.`)
    showKey(operation, answer)
    // Not awaited: the form leaves first, before the row it shows is another version.
    void refresh(queries)
  }
  return (
    <Form
      fields={fields}
      row={row}
      adding={adding}
      verb={adding ? `Add ${noun.one}` : 'Save changes'}
      controls={noun.controls}
      save={save}
      leave={leave}
    />
  )
}

const NotAllowed = ({ noun }: { noun: Noun }) => (
  <NotIncluded>{`Ask an admin of this instance to do it, or for a role that may change ${noun.many.toLowerCase()}.`}</NotIncluded>
)

/** Adds a row of any noun. What the address says is filled in already. */
export const AddForm = ({ noun }: { noun: Noun }) => {
  const { session } = useSession()
  const may = useMay()
  const [params] = useSearchParams()
  const row = useMemo(() => ({ ...noun.initial?.(session), ...Object.fromEntries(params) }), [noun, session, params])
  const { add } = noun.operations
  if (!add || !may(add.allow)) return <NotAllowed noun={noun} />
  return (
    <div className={classes.record}>
      <Crumb to={noun.path}>{noun.many}</Crumb>
      <PageHead title={`Add ${noun.one}`} />
      <Filled noun={noun} operation={add} row={row} adding />
    </div>
  )
}

/** Edits a row of any noun. */
export const EditForm = ({ noun }: { noun: Noun }) => {
  const { id = '' } = useParams()
  return <Editing key={id} noun={noun} id={id} />
}

const Editing = ({ noun, id }: { noun: Noun; id: string }) => {
  const may = useMay()
  const { actor } = useSession()
  const { edit, view = noun.operations.list } = noun.operations
  const { data, error, refetch, isFetchedAfterMount } = useQuery({ ...rowQuery(view, { id }), refetchOnMount: 'always' })
  // The row as the form began with it: what others change meanwhile must not take away what was entered. The server refuses an edit of an older version.
  const [row, setRow] = useState<Row>()
  if (!row && data && isFetchedAfterMount) setRow(data)
  if (!row && error) return <ErrorState whole error={error} retry={refetch} />
  if (!row) return <FieldsSkeleton />
  if (!edit || !may(edit.allow) || noun.mayChange?.(actor, row) === false) return <NotAllowed noun={noun} />
  return (
    <div className={classes.record}>
      <Crumb to={noun.path}>{noun.many}</Crumb>
      <PageHead title={`Edit ${noun.nameOf(row)}`} />
      <Filled noun={noun} operation={edit} row={row} adding={false} />
    </div>
  )
}
