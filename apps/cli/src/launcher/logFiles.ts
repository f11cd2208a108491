import { closeSync, fstatSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import path from 'node:path'
import { Writable } from 'node:stream'

/** What a log may grow to, and how many older ones are kept beside it. */
type Measure = { bytes: number; older: number }
export const usual: Measure = { bytes: 16 * 1024 * 1024, older: 4 }

/** The folder of the logs of an installation. */
export const logsIn = (dataDir: string) => path.join(dataDir, 'logs')

/** Makes room for a new `x.log.1`: the present one becomes `x.log.2`, and so on; the oldest is removed. */
export const olderBegin = (file: string, older: number) => {
  rmSync(`${file}.${older}`, { force: true })
  for (let n = older - 1; n > 0; n--) {
    try {
      renameSync(`${file}.${n}`, `${file}.${n + 1}`)
    } catch {
      // There are not that many yet.
    }
  }
}

/** Appends to a file that only its owner reads, and begins a new one between two lines when it has grown. `show` is told everything too. */
export const rotating = (file: string, show: (chunk: Buffer, done: () => void) => void, { bytes, older }: Measure = usual) => {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 })
  const open = () => openSync(file, 'a', 0o600)
  let held = open()
  let size = fstatSync(held).size
  const keep = (chunk: Buffer) => {
    writeSync(held, chunk)
    size += chunk.length
    // In the middle of a line it is not the moment.
    if (size < bytes || chunk.at(-1) !== 10) return
    closeSync(held)
    olderBegin(file, older)
    renameSync(file, `${file}.1`)
    held = open()
    size = 0
  }
  return new Writable({
    write: (chunk: Buffer, _, done) => {
      try {
        keep(chunk)
      } catch {
        // A full disk must not end what is being logged.
      }
      show(chunk, done)
    },
    final: (done) => {
      closeSync(held)
      done()
    },
  })
}

const toTerminal = (chunk: Buffer, done: () => void) => void process.stdout.write(chunk, () => done())
const logs = new Map<string, Writable>()

/** Where a process of that name logs to: one file for all of its kind, and this process's own output. */
export const logOf = (dataDir: string | undefined, name: string): NodeJS.WritableStream => {
  if (!dataDir) return process.stdout
  const file = path.join(logsIn(dataDir), `${name}.log`)
  const known = logs.get(file)
  if (known) return known
  // A terminal that was closed is no reason to end what was started from it.
  if (logs.size === 0) process.stdout.on('error', () => {})
  const log = rotating(file, toTerminal)
  // Many processes may share one log.
  log.setMaxListeners(0)
  logs.set(file, log)
  return log
}
