import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, it } from 'vitest'
import { holderOf, takeLock } from '../../bootstrap/lock.mjs'

const place = () => path.join(mkdtempSync(path.join(tmpdir(), 'lock-')), 'some.lock')

/** A pid that was somebody's a moment ago. */
const deadPid = async () => {
  const child = spawn('true')
  await once(child, 'exit')
  return child.pid
}

it('only one holder at a time, and nothing is left when it is given back', () => {
  const file = place()
  const lock = takeLock(file)
  expect(lock?.stale).toBe(false)
  expect(takeLock(file)).toBeUndefined()
  expect(holderOf(file)?.pid).toBe(process.pid)
  lock?.release()
  expect(readdirSync(path.dirname(file))).toEqual([])
})

it('a holder can say that it is leaving', () => {
  const file = place()
  takeLock(file)?.note({ stopping: true })
  expect(holderOf(file)).toMatchObject({ pid: process.pid, stopping: true })
})

it('the lock of a dead process, of a pid used again, and a torn one are taken over', async () => {
  const contents = [
    JSON.stringify({ pid: await deadPid(), born: '1' }),
    JSON.stringify({ pid: process.pid, born: 'another time' }),
    '{"pid":',
  ]
  for (const content of contents) {
    const file = place()
    writeFileSync(file, content)
    expect(takeLock(file)?.stale).toBe(true)
    expect(readdirSync(path.dirname(file))).toEqual(['some.lock'])
  }
})
