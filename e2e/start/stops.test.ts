import { readdirSync } from 'node:fs'
import { expect, it } from 'vitest'
import { runs } from '../../apps/cli/src/processes.ts'
import { below, naming } from '../launcher.ts'
import { installation, until } from './installation.ts'

/** All processes of a running installation; the database counts, although it has a session of its own. */
const familyOf = (launcher: number) => {
  const family = below(launcher).map(({ pid }) => pid)
  expect(family.length).toBeGreaterThan(3)
  return family
}

const locksIn = (folder: string) => readdirSync(folder).filter((name) => name.endsWith('.lock'))

it.each(['SIGTERM', 'SIGINT'] as const)('on %s everything drains, the launcher exits 0 and nothing is left', async (signal) => {
  const { folder, start } = await installation()
  const launcher = start()
  await launcher.ready
  const family = familyOf(launcher.pid)
  launcher.kill(signal)
  expect(await launcher.exit).toBe(0)
  expect(family.filter(runs)).toEqual([])
  expect(locksIn(folder)).toEqual([])
})

it.each(['SIGTERM', 'SIGKILL'] as const)('%s to npm alone, which does not pass it on, stops everything too', async (signal) => {
  const { folder, start } = await installation()
  const npm = start({}, { by: 'npm' })
  await npm.ready
  const family = familyOf(npm.pid)
  npm.kill(signal)
  await until('every process to be gone', () => !family.some(runs))
  expect(locksIn(folder)).toEqual([])
})

it('a wish to stop during the start is obeyed', async () => {
  const { folder, start } = await installation()
  const launcher = start()
  await until('the database to be made', () => readdirSync(folder).includes('postgres'))
  launcher.kill('SIGTERM')
  expect(await launcher.exit).toBe(0)
  expect(naming(folder)).toEqual([])
  expect(locksIn(folder)).toEqual([])
})
