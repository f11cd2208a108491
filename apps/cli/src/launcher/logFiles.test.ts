import { mkdtempSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { finished } from 'node:stream/promises'
import { expect, it } from 'vitest'
import { rotating } from './logFiles.ts'

it('keeps what is said line by line in files of a measure, the oldest goes, and only the owner reads them', async () => {
  const folder = path.join(mkdtempSync(path.join(tmpdir(), 'reeve-logs-')), 'logs')
  const file = path.join(folder, 'api.log')
  let shown = ''
  const show = (chunk: Buffer, done: () => void) => {
    shown += chunk.toString()
    done()
  }
  const log = rotating(file, show, { bytes: 20, older: 2 })
  for (let n = 1; n <= 9; n++) log.write(`line ${n} of nine\n`)
  log.write('half a ')
  log.write('line\n')
  log.end()
  await finished(log)

  expect(shown).toContain('line 1 of nine')
  expect(readdirSync(folder).sort()).toEqual(['api.log', 'api.log.1', 'api.log.2'])
  expect(['api.log.2', 'api.log.1', 'api.log'].map((name) => readFileSync(path.join(folder, name), 'utf8'))).toEqual([
    'line 7 of nine\nline 8 of nine\n',
    'line 9 of nine\nhalf a line\n',
    '',
  ])
  expect([statSync(folder).mode & 0o777, statSync(file).mode & 0o777]).toEqual([0o700, 0o600])
})
