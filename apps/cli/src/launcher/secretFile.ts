import { randomBytes } from 'node:crypto'
import { existsSync, linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs'

/** A secret kept in a file only its owner may read; made in one step, so that nobody ever reads half of one. */
export const secretFile = (file: string, make: () => string) => {
  if (!existsSync(file)) {
    const draft = `${file}.${randomBytes(4).toString('hex')}`
    writeFileSync(draft, `${make()}\n`, { mode: 0o600, flush: true })
    try {
      linkSync(draft, file)
    } catch {
      // another process was faster; its secret counts
    }
    rmSync(draft)
  }
  return readFileSync(file, 'utf8').trim()
}
