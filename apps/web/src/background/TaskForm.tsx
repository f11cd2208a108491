import { Text, Title } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useDebouncedValue } from '@mantine/hooks'
import { TaskInFull, tasks } from '@reeve/contract/background/tasks'
import { Failure } from '@reeve/contract/inputs/failure'
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { type SyntheticEvent, useEffect, useState } from 'react'
import { useNavigate, useParams } from 'react-router'
import { api, refresh } from '../kit/client/client.ts'
import { useMay } from '../kit/client/session.tsx'
import { ErrorState } from '../kit/feedback/ErrorState.tsx'
import { NotIncluded } from '../kit/feedback/NotIncluded.tsx'
import { FieldsSkeleton } from '../kit/feedback/skeletons.tsx'
import { tell, tellFailure } from '../kit/feedback/toast.tsx'
import { useGuard } from '../kit/feedback/useGuard.ts'
import { Crumb } from '../kit/layout/Crumb.tsx'
import layout from '../kit/layout/layout.module.css'
import { PageHead } from '../kit/layout/PageHead.tsx'
import { agoOf } from '../kit/text/Time.tsx'
import classes from '../resource/form/form.module.css'
import { SaveBar } from '../resource/form/SaveBar.tsx'
import jobs from './jobs.module.css'
import { ScheduleFields } from './ScheduleFields.tsx'
import { changedIn, errorsIn, inputOf, isBlankCron, type Schedule, scheduleOf } from './schedule.ts'
import { ZonedTime } from './ZonedTime.tsx'

const unsaved = { title: 'Discard changes?', text: 'The changes have not been saved.', verb: 'Discard changes' }

/** The next five runs of the schedule in the form; what is wrong with it is told beside its fields. */
const usePreview = (id: number, values: Schedule) => {
  const [settled] = useDebouncedValue(values, 300)
  const { data, error } = useQuery({
    ...api.tasks.preview.query({ id, ...inputOf(settled) }),
    placeholderData: keepPreviousData,
    retry: false,
  })
  return { preview: error ? undefined : data, zone: data?.zone_used, error }
}

type Preview = ReturnType<typeof usePreview>
const NextRuns = ({ preview, enabled, cron }: { preview: Preview['preview']; enabled: boolean; cron: boolean }) => (
  <section className={classes.section} aria-labelledby="next-runs">
    <Title order={2} id="next-runs">
      Next runs
    </Title>
    {!enabled && <Text c="dimmed">The task is disabled and does not run by itself.</Text>}
    {enabled && preview?.upcoming.length === 0 && (
      <Text c="dimmed">{`Not scheduled. ${cron ? 'Write a cron expression.' : 'Give the day of the next run.'}`}</Text>
    )}
    {enabled && !preview && <Text c="dimmed">Correct the marked fields to see the next runs.</Text>}
    {enabled && preview && preview.upcoming.length > 0 && (
      <ol className={jobs.tries}>
        {preview.upcoming.map((at) => (
          <li key={at}>
            <ZonedTime at={at} zone={preview.zone_used} /> <span className={jobs.quiet}>{agoOf(at)}</span>
          </li>
        ))}
      </ol>
    )}
  </section>
)

const useSaving = (task: TaskInFull) => {
  const queries = useQueryClient()
  const [busy, setBusy] = useState(false)
  const [done, setDone] = useState(false)
  const save = async (values: Schedule, refuse: (errors: ReturnType<typeof errorsIn>) => void) => {
    setBusy(true)
    try {
      await api.tasks.edit({ id: task.id, version: task.version, ...inputOf(values) })
      tell(`${task.type} is changed.`)
      setDone(true)
      void refresh(queries)
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      const errors = errorsIn(error.fields)
      refuse(errors)
      if (Object.keys(errors).length === 0) tellFailure(error)
    } finally {
      setBusy(false)
    }
  }
  return { busy, done, save }
}

const Filled = ({ task }: { task: TaskInFull }) => {
  const navigate = useNavigate()
  const [start] = useState(() => scheduleOf(task))
  const form = useForm<Schedule>({ initialValues: start })
  const [leave] = useState(() => () => void navigate(`/tasks/${task.id}`))
  const { busy, done, save } = useSaving(task)
  const { preview, zone, error } = usePreview(task.id, form.values)
  const changed = changedIn(start, form.values)
  useGuard(changed.length > 0 && !done, unsaved)
  // After the guard, which must have heard that nothing is unsaved.
  useEffect(() => {
    if (done) leave()
  }, [done, leave])
  const { setErrors } = form
  useEffect(() => setErrors(error ? errorsIn(error.fields) : {}), [error, setErrors])
  const submit = (event: SyntheticEvent) => {
    event.preventDefault()
    if (isBlankCron(form.values)) return setErrors({ cron: 'Write five fields, such as 0 1 * * *.' })
    void save(form.values, setErrors)
  }
  return (
    <form className={classes.form} onSubmit={submit} noValidate>
      <section className={classes.section} aria-label="Schedule">
        <ScheduleFields form={form} zone={zone ?? task.zone_used} />
      </section>
      <NextRuns preview={preview} enabled={form.values.enabled} cron={form.values.way === 'cron'} />
      <SaveBar verb="Save changes" adding={false} changed={changed} busy={busy} leave={leave} />
    </form>
  )
}

/** The form of a schedule (operations 4.2), with its next five runs while it is edited. */
export const TaskForm = () => {
  const { id = '' } = useParams()
  const may = useMay()
  const { data, error, refetch } = useQuery({
    ...api.tasks.view.query({ id }),
    enabled: may(tasks.edit.allow),
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnMount: 'always',
  })
  if (!may(tasks.edit.allow)) return <NotIncluded>Only site admins edit scheduled tasks.</NotIncluded>
  if (error) return <ErrorState whole error={error} retry={refetch} />
  const task = TaskInFull.safeParse(data).data
  if (!task) return <FieldsSkeleton />
  return (
    <div className={layout.record}>
      <Crumb to={`/tasks/${task.id}`}>{task.type}</Crumb>
      <PageHead title={`Edit ${task.type}`} about={task.description} />
      <Filled task={task} key={task.version} />
    </div>
  )
}
