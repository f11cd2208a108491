import { type Icon, IconAlertTriangle, IconCircleCheck, IconCircleX, IconInfoCircle } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import classes from './feedback.module.css'

/** Amber only for "look here", red only for "wrong or destructive", green only for "proven good". */
export type Tone = 'plain' | 'look' | 'wrong' | 'good'
export const toneIcons: Record<Tone, Icon> = { plain: IconInfoCircle, look: IconAlertTriangle, wrong: IconCircleX, good: IconCircleCheck }

/** A state as a word with an icon: never colour alone. */
export const Mark = ({ tone, children }: { tone: Tone; children: ReactNode }) => {
  const Glyph = toneIcons[tone]
  return (
    <span className={classes.mark} data-tone={tone}>
      <Glyph size={14} stroke={2} aria-hidden />
      {children}
    </span>
  )
}
