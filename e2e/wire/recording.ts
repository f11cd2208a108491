import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

/** One request to a running MISP 2.5.1, and what it answered. `…`, `… N more`, `<40-char key>` and `<path>` stand for what was cut. */
export type Recording = {
  name: string
  method: string
  path: string
  /** Who asked; `none` sent no key. */
  as: string
  accept: string | null
  body?: unknown
  status: number
  headers: Record<string, string>
  answer: unknown
}

/** What is not met: whole areas that nobody has built, and single recordings with the reason. The list only shrinks. */
export type Unmet = { areas: Record<string, string>; recordings: Record<string, string> }

const here = import.meta.dirname
const folder = path.join(here, 'recorded')

/** The areas that are replayed, each in recorded order. */
export const areas = readdirSync(folder)
  .map((file) => path.basename(file, '.jsonl'))
  .sort()

export const recordingsOf = (area: string): Recording[] =>
  readFileSync(path.join(folder, `${area}.jsonl`), 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line): Recording => JSON.parse(line))

export const unmet: Unmet = JSON.parse(readFileSync(path.join(here, 'unmet.json'), 'utf8'))
/** Texts that other servers, PyMISP and scripts compare letter by letter (contract: protocol strings). */
export const protocol: ReadonlySet<string> = new Set<string>(JSON.parse(readFileSync(path.join(here, 'protocol.json'), 'utf8')))
