import { Anchor, Skeleton } from '@mantine/core'
import { logs } from '@reeve/contract/audit/logs'
import { isSiteAdmin } from '@reeve/contract/kernel/may'
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { Link, useNavigate } from 'react-router'
import { LogHistogram } from '../../audit/LogHistogram.tsx'
import { hows } from '../../audit/LogInsight.tsx'
import { Chart } from '../../kit/charts/Chart.tsx'
import { api } from '../../kit/client/client.ts'
import { useMay, useSession } from '../../kit/client/session.tsx'
import { ErrorState } from '../../kit/feedback/ErrorState.tsx'
import { amount, counted } from '../../kit/text/format.ts'

const days = 30
const action = ['login', 'login_fail'] as const
/** The days of UTC, of which the last is today. */
const begin = (now = Date.now()) => new Date((Math.floor(now / 86_400_000) - days + 1) * 86_400_000).toISOString()
const placeOf = (span: { from: string; to?: string }) =>
  `/logs?${new URLSearchParams([...action.map((one) => ['action', one]), ...Object.entries(span)])}`

const SignInChart = ({ from }: { from: string }) => {
  const navigate = useNavigate()
  const { data, error, refetch } = useQuery(api.logs.histogram.query({ action: [...action], from, buckets: days + 1 }))
  if (error) return <ErrorState error={error} retry={refetch} />
  if (!data) return <Skeleton height={120} />
  const bars = data.buckets.map(({ at, ...bar }) => ({ ...bar, at: new Date(at).toISOString() }))
  const failed = bars.reduce((sum, { wrong }) => sum + wrong, 0)
  const said = `${data.how === 'sample' ? 'About ' : ''}${counted(data.total - failed, 'sign-in')} and ${amount(failed)} that failed (red) in ${days} days`
  return (
    <>
      <LogHistogram bars={bars} step={data.step} label={said} zoom={(span) => void navigate(placeOf(span))} />
      <p>
        {`${said}. ${hows[data.how]} `}
        <Anchor component={Link} underline="always" to={placeOf({ from })}>
          Show them in the log
        </Anchor>
      </p>
    </>
  )
}

/** Who reads the log also sees how often people come, and how often they are turned away. */
export const SignInFigures = () => {
  const may = useMay()
  const from = useMemo(() => begin(), [])
  const { actor } = useSession()
  if (!may(logs.histogram.allow)) return null
  const whose = isSiteAdmin(actor) ? '' : ` of ${actor.org}`
  return (
    <Chart title="Sign-ins by day" about={`Browser sign-ins from the log${whose}. Drag over days to see their log entries.`}>
      <SignInChart from={from} />
    </Chart>
  )
}
