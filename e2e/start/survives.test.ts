import { spawnSync } from 'node:child_process'
import { expect, it } from 'vitest'
import { below, naming } from '../launcher.ts'
import { askDatabase, installation, serverBelow, until } from './installation.ts'

const identity = (folder: string) => askDatabase(folder, 'select uuid from instance')

it('a killed api or worker is back within five seconds', async () => {
  const { start, ready } = await installation()
  const launcher = start()
  await launcher.ready
  for (const name of ['api', 'worker'] as const) {
    const before = serverBelow(launcher.pid, name)
    process.kill(before ?? 0, 'SIGKILL')
    const isBack = () => ![undefined, before].includes(serverBelow(launcher.pid, name))
    await until(`the ${name} to be back`, isBack, 5_000)
  }
  await until('the api to answer again', ready)
})

it('a killed postmaster is started again, and the servers find it', async () => {
  const { folder, start, postmaster, ready } = await installation()
  await start().ready
  const [before, pid] = [await identity(folder), postmaster()]
  process.kill(pid, 'SIGKILL')
  await until('another postmaster', () => ![0, pid].includes(postmaster()))
  await until('the api to be ready again', ready)
  expect(await identity(folder)).toEqual(before)
})

it('after the launcher was killed its servers end by themselves, and the next start takes over with every row kept', async () => {
  const { folder, start, ready } = await installation()
  const killed = start()
  await killed.ready
  const before = await identity(folder)
  const servers = [serverBelow(killed.pid, 'api'), serverBelow(killed.pid, 'worker')]
  for (const { pid, words } of below(killed.pid)) if (words.includes('start.ts')) process.kill(pid, 'SIGKILL')
  killed.kill('SIGKILL')
  await start().ready
  expect(await ready()).toBe(true)
  expect(await identity(folder)).toEqual(before)
  await until('the old servers to be gone', () => naming('src/main.ts').every(({ pid }) => !servers.includes(pid)))
})

it('after everything was killed at once the next start works', async () => {
  const { folder, start, ready } = await installation()
  const killed = start()
  await killed.ready
  const before = await identity(folder)
  const all = [...below(killed.pid), ...naming(folder)].map(({ pid }) => pid)
  // In one command, so that nobody has the time to react to the end of another.
  spawnSync('kill', ['-9', String(killed.pid), ...all.map(String)])
  await start().ready
  expect(await ready()).toBe(true)
  expect(await identity(folder)).toEqual(before)
})
