import { useState } from 'react'
import { amount, counted } from '../kit/text/format.ts'
import classes from './logs.module.css'

export type Bar = { at: string; count: number; wrong: number }
type Span = { from: string; to: string }
const moment = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' })
export const momentOf = (at: string | number) => moment.format(new Date(at))

/** The bar under the pointer. */
const barAt = (event: React.PointerEvent<HTMLDivElement>, bars: number) => {
  const { left, width } = event.currentTarget.getBoundingClientRect()
  return Math.max(0, Math.min(bars - 1, Math.floor(((event.clientX - left) / width) * bars)))
}

const told = (bar: Bar, step: number) => {
  const until = Date.parse(bar.at) + step * 1000
  const wrong = bar.wrong > 0 ? `, ${counted(bar.wrong, 'failure')}` : ''
  return `${momentOf(bar.at)} to ${momentOf(until)}: ${amount(bar.count)}${wrong}`
}

const Bars = ({ bars, label }: { bars: readonly Bar[]; label: string }) => {
  const most = Math.max(1, ...bars.map(({ count }) => count))
  return (
    <svg viewBox={`0 0 ${bars.length} 100`} preserveAspectRatio="none" role="img" aria-label={label}>
      {bars.map(({ at, count, wrong }, place) => {
        const high = count > 0 ? Math.max(1.5, (count / most) * 98) : 0
        const red = wrong > 0 ? Math.max(1.5, (wrong / most) * 98) : 0
        return (
          <g key={at}>
            <rect className={classes.bar} x={place + 0.1} width={0.8} y={100 - high} height={high} />
            {red > 0 && <rect className={classes.bar} data-wrong x={place + 0.1} width={0.8} y={100 - red} height={red} />}
          </g>
        )
      })}
    </svg>
  )
}

type Props = { bars: readonly Bar[]; step: number; label: string; zoom: (span: Span) => void }

/** Entries over time, failures in red. Dragging over bars filters the list by their time; a click selects one bar. */
export const LogHistogram = ({ bars, step, label, zoom }: Props) => {
  const [over, setOver] = useState<number>()
  const [begun, setBegun] = useState<number>()
  const [low, high] = begun === undefined || over === undefined ? [undefined, undefined] : [Math.min(begun, over), Math.max(begun, over)]
  const choose = () => {
    const [first, last] = [bars[low ?? -1], bars[high ?? -1]]
    setBegun(undefined)
    // The last moment of the last bar: the next one belongs to the next bar.
    if (first && last) zoom({ from: first.at, to: new Date(Date.parse(last.at) + step * 1000 - 1).toISOString() })
  }
  const [first, last, under] = [bars[0], bars.at(-1), bars[over ?? -1]]
  return (
    <div>
      <div
        className={classes.chart}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId)
          setBegun(barAt(event, bars.length))
          setOver(barAt(event, bars.length))
        }}
        onPointerMove={(event) => setOver(barAt(event, bars.length))}
        onPointerLeave={() => begun === undefined && setOver(undefined)}
        onPointerCancel={() => setBegun(undefined)}
        onPointerUp={choose}
      >
        <Bars bars={bars} label={label} />
        {low !== undefined && high !== undefined && (
          <div
            className={classes.chosen}
            style={{ left: `${(low / bars.length) * 100}%`, width: `${((high - low + 1) / bars.length) * 100}%` }}
          />
        )}
      </div>
      <div className={classes.ends} aria-hidden>
        <span>{first && momentOf(first.at)}</span>
        <span className={classes.under}>{under && told(under, step)}</span>
        <span>{last && momentOf(Date.parse(last.at) + step * 1000)}</span>
      </div>
    </div>
  )
}
