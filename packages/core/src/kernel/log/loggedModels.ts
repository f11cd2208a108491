import type { Wording } from './changeText.ts'

/** How a model stands in the log: MISP's name for it, how a row is called, what never shows. */
export type Logged<R> = {
  model: string
  /** The noun that other processes are told about. */
  noun: string
  name: (row: R) => string
  title: (row: R) => string
  secret?: readonly (keyof R & string)[]
  /** Which organisation a row belongs to, or which user; nothing where it belongs to the instance. */
  subject?: (row: R) => { org_id: number } | { user_id: number }
  /** How the text of its changes says times and columns; ISO 8601 and our names where nothing is stated. */
  wording?: Wording
  /** Columns that hold JSON. */
  json?: readonly (keyof R & string)[]
  /** Kept by the system; a change of nothing else leaves no row (operations 5.6). */
  skip?: readonly (keyof R & string)[]
}
