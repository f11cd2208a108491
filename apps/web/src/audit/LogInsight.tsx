import { Button, Skeleton } from '@mantine/core'
import { useLocalStorage, useMediaQuery } from '@mantine/hooks'
import { logs } from '@reeve/contract/audit/logs'
import { IconChevronDown, IconChevronUp, IconZoomReset } from '@tabler/icons-react'
import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query'
import { ask, type Row } from '../kit/client/client.ts'
import { ErrorState } from '../kit/feedback/ErrorState.tsx'
import { amount, counted } from '../kit/text/format.ts'
import type { Change, ListState } from '../resource/noun/useListState.ts'
import { LogFacets } from './LogFacets.tsx'
import { LogHistogram } from './LogHistogram.tsx'
import classes from './logs.module.css'

/** How a number of log entries was counted. */
export const hows = {
  exact: 'Exact count.',
  hours: 'Counted by the hour.',
  sample: 'Estimated from a sample.',
}
const units: [seconds: number, one: string, many: string][] = [
  [86_400, '1 day', 'days'],
  [3600, '1 hour', 'hours'],
  [60, '1 minute', 'minutes'],
]
const lengthOf = (step: number) => {
  const [seconds, one, many] = units.find(([size]) => step % size === 0) ?? [1, '1 second', 'seconds']
  return step === seconds ? one : `${amount(step / seconds)} ${many}`
}

/** The filters, without sorting and paging. */
const narrowing = (state: ListState) => {
  const { sort: _, after: __, limit: ___, page: ____, ...filters } = state
  return filters
}

const histogramQuery = (input: Row) =>
  queryOptions({
    queryKey: ['logs', 'histogram', input],
    queryFn: async () => logs.histogram.output.parse(await ask(logs.histogram, input)),
    placeholderData: keepPreviousData,
  })
const facetsQuery = (input: Row) =>
  queryOptions({
    queryKey: ['logs', 'facets', input],
    queryFn: async () => logs.facets.output.parse(await ask(logs.facets, input)),
    placeholderData: keepPreviousData,
  })

/** Above the log rows: their number, a histogram, and the most frequent values. */
export const LogInsight = ({ state, change }: { state: ListState; change: Change }) => {
  const narrow = useMediaQuery('(max-width: 799px)', false, { getInitialValueInEffect: false })
  const [open, setOpen] = useLocalStorage({ key: 'reeve-log-facets', defaultValue: !narrow, getInitialValueInEffect: false })
  const filters = narrowing(state)
  const histogram = useQuery(histogramQuery({ ...filters, buckets: narrow ? 60 : 120 }))
  const shared = useQuery({ ...facetsQuery(filters), enabled: open })
  const { data } = histogram
  if (histogram.error) return <ErrorState error={histogram.error} retry={histogram.refetch} />
  if (!data) return <Skeleton height={150} mb="sm" />
  const total = `${data.how === 'sample' ? 'About ' : ''}${counted(data.total, 'entry', 'entries')}`
  const wrong = data.buckets.reduce((sum, bucket) => sum + bucket.wrong, 0)
  return (
    <section className={classes.insight} aria-label="Summary">
      <div className={classes.head}>
        <span className={classes.total}>{total}</span>
        {wrong > 0 && <span>{`${counted(wrong, 'failure')} (red)`}</span>}
        <span className={classes.how}>{`${hows[data.how]} One bar is ${lengthOf(data.step)}.`}</span>
        <span className={classes.right}>
          {(state.from ?? state.to) && (
            <Button
              size="compact-sm"
              variant="default"
              leftSection={<IconZoomReset size={14} aria-hidden />}
              onClick={() => change({ from: undefined, to: undefined })}
            >
              All time
            </Button>
          )}
          <Button
            size="compact-sm"
            variant="default"
            aria-expanded={open}
            rightSection={open ? <IconChevronUp size={14} aria-hidden /> : <IconChevronDown size={14} aria-hidden />}
            onClick={() => setOpen(!open)}
          >
            Top values
          </Button>
        </span>
      </div>
      <LogHistogram bars={data.buckets} step={data.step} label={`${total} over time`} zoom={change} />
      {open && shared.data && <LogFacets facets={shared.data} state={state} change={change} />}
      {open && shared.error && <ErrorState error={shared.error} retry={shared.refetch} />}
    </section>
  )
}
