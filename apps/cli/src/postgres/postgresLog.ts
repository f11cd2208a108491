import { closeSync, copyFileSync, fstatSync, openSync, readSync, statSync, truncateSync } from 'node:fs'
import { olderBegin, usual } from '../launcher/logFiles.ts'

const end = 8 * 1024

/** The last complaint in PostgreSQL's log, for the sentence that says why it did not start; empty if there is none. */
export const reasonIn = (file: string) => {
  try {
    const held = openSync(file, 'r')
    try {
      const { size } = fstatSync(held)
      const bytes = Buffer.alloc(Math.min(size, end))
      readSync(held, bytes, 0, bytes.length, size - bytes.length)
      const found = [...bytes.toString().matchAll(/(?:FATAL|PANIC):\s+(.*)/g)]
      return found.at(-1)?.[1]?.trim() ?? ''
    } finally {
      closeSync(held)
    }
  } catch {
    return ''
  }
}

/**
 * Keeps PostgreSQL's log to the size of the other logs. The server holds the file open for appending, so it is copied and emptied: a line
 * written between the two is lost.
 */
export const rotatePostgresLog = (file: string, { bytes, older } = usual) => {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0
  if (size < bytes) return
  olderBegin(file, older)
  copyFileSync(file, `${file}.1`)
  truncateSync(file)
}
