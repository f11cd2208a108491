import { randomBytes } from 'node:crypto'
import { existsSync, linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs'

/**
 * A secret in a file that only its owner may read. It is made in one step, so that no process ever reads half of one. An empty file is
 * refused: what was made with its former content would be lost without a word.
 */
export const secretFile = (file: string, make: () => string) => {
  if (!existsSync(file)) {
    const draft = `${file}.${randomBytes(4).toString('hex')}`
    writeFileSync(draft, `${make()}\n`, { mode: 0o600, flush: true })
    try {
      linkSync(draft, file)
    } catch {
      // Another process was faster; its secret counts.
    }
    rmSync(draft)
  }
  const secret = readFileSync(file, 'utf8').trim()
  if (secret) return secret
  throw new Error(`${file} is empty: restore it from a backup, or delete it if there is nothing in the database yet.`)
}
