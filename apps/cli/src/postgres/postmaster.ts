import { existsSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { runs, wordsOf } from '../processes.ts'

export type Postmaster = { pid: number; port: number; state: 'starting' | 'ready' | 'stopping' }

/** A file beside the data folder: its password, its log, a draft of it. */
export const beside = (folder: string, ending: string) => `${folder}.${ending}`

const stateIn = (text: string) => (/^ready\s*$/m.test(text) ? 'ready' : /^stopping\s*$/m.test(text) ? 'stopping' : 'starting')

/**
 * The postmaster that runs on this folder; undefined if none does. A pid file whose process is gone, or belongs to another program, is
 * removed: process ids are used again.
 */
export const postmasterOf = (folder: string): Postmaster | undefined => {
  const file = path.join(folder, 'postmaster.pid')
  if (!existsSync(file)) return undefined
  const text = readFileSync(file, 'utf8')
  const [pid = 0, , , port = 0] = text.split('\n').map(Number)
  if (pid > 0 && runs(pid) && (wordsOf(pid).includes(folder) || process.platform !== 'linux')) return { pid, port, state: stateIn(text) }
  rmSync(file, { force: true })
  return undefined
}
