const units: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
]
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' })
const absolute = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' })

/** How long ago, or how far ahead, in the largest unit that fits. */
export const agoOf = (moment: string, now = Date.now()) => {
  const seconds = (new Date(moment).getTime() - now) / 1000
  const [unit, size] = units.find(([, length]) => Math.abs(seconds) >= length) ?? ['second', 1]
  return unit === 'second' ? (seconds > 0 ? 'in a moment' : 'just now') : relative.format(Math.trunc(seconds / size), unit)
}
/** The moment in the viewer's zone. */
export const exactly = (moment: string) => absolute.format(new Date(moment))

/** A moment: relative, the absolute one on hover, ISO when copied. */
export const Time = ({ at, exact = false }: { at: string; exact?: boolean }) => {
  const copy = (event: React.ClipboardEvent) => {
    event.clipboardData.setData('text/plain', at)
    event.preventDefault()
  }
  return (
    <time dateTime={at} title={exact ? agoOf(at) : exactly(at)} onCopy={copy}>
      {exact ? exactly(at) : agoOf(at)}
    </time>
  )
}
