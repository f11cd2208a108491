import { Tooltip } from '@mantine/core'
import { agoOf } from '../kit/text/Time.tsx'

const clockIn = (timeZone: string) =>
  new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'short',
  })

/** A moment in the time zone of a task, labelled with it. How long ago or ahead it is shows on hover. */
export const ZonedTime = ({ at, zone }: { at: string; zone: string }) => (
  <Tooltip label={agoOf(at)}>
    <time dateTime={at}>{clockIn(zone).format(new Date(at))}</time>
  </Tooltip>
)
