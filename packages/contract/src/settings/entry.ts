import type { z } from 'zod'
import { Flag, Int } from '../inputs/inputs.ts'

/** How bad it is when a setting is wrong (operations 1.2); the numbers are the wire's. */
export const levelNames = ['critical', 'recommended', 'optional', 'deprecated'] as const
export type Level = (typeof levelNames)[number]
export const levels: Record<Level, number> = { critical: 0, recommended: 1, optional: 2, deprecated: 3 }
export const tabs = ['MISP', 'Mail', 'Security'] as const

/** What stands for a secret value; sent back, it changes nothing (operations 1.4). */
export const hidden = '*****'

/** What is known of a setting. */
export type Setting = {
  level: Level
  tab: (typeof tabs)[number]
  /** One sentence in our words: what it does. */
  about: string
  type: z.ZodType
  value: unknown
  /** Stored sealed, and never said again: who reads it sees asterisks (operations 1.3). */
  secret?: true
  /** Rules and the SPA may know it. */
  public?: true
  /** How Reeve is, under MISP's name: scripts may ask for it, nobody sets it, and no page lists it. */
  fixed?: true
  /** Kept and answered for scripts; nothing reads it yet, and no page lists it. */
  kept?: true
  /** Stored all the same, but worth a hint: "invalid" refuses, advice does not (operations 11.2 D2). */
  advice?: (value: never) => string | undefined
  /** What MISP calls its check and its type, for scripts that read them (operations 1.3). */
  wire: { test: string; type: 'boolean' | 'numeric' | 'string'; null?: boolean; options?: readonly string[]; cliOnly?: true }
}

/** On or off. */
export const flag = { type: Flag, wire: { test: 'testBool', type: 'boolean' } } as const
/** On or off, where MISP also knows unset. */
export const nullable = { type: Flag, wire: { test: 'testBool', type: 'boolean', null: true } } as const
/** How MISP knows a text, and one that may also be unset there. */
export const text = { test: 'testForEmpty', type: 'string' } as const
export const nullableText = { ...text, null: true } as const
/** A whole number between two others. */
export const number = (min: number, max: number) =>
  ({ type: Int.min(min, `At least ${min}.`).max(max, `At most ${max}.`), wire: { test: 'testForNumeric', type: 'numeric' } }) as const

/** Names of zones, older ones too, but no bare offsets: those know no summer. */
export const isZone = (zone: string) => {
  try {
    return /^[A-Za-z]/.test(zone) && new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}
