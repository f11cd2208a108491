import { counted } from '../kit/text/format.ts'

type Schedule = { cron: string; timer: number; scheduled_time: string; zone_used: string }

const spanOf = (hours: number) => {
  const [size, unit] = hours % 168 === 0 ? [168, 'week'] : hours % 24 === 0 ? [24, 'day'] : [1, 'hour']
  return hours === size ? unit : counted(hours / size, unit)
}

/** How often a task runs, in words: `Every hour`, `Every 2 days at 01:00 UTC`, `Cron 0 1 * * *, UTC`. Whole days keep their time. */
export const frequencyOf = ({ cron, timer, scheduled_time, zone_used }: Schedule) => {
  if (cron) return `Cron ${cron}, ${zone_used}`
  if (timer === 0) return 'Once'
  return `Every ${spanOf(timer)}${timer % 24 === 0 ? ` at ${scheduled_time} ${zone_used}` : ''}`
}
