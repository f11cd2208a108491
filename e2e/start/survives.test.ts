import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, renameSync, statSync, truncateSync } from 'node:fs'
import path from 'node:path'
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

it('a database that cannot start is tried for as long as the launcher lives, and found again when it can', async () => {
  const { folder, start, postmaster, ready } = await installation()
  const launcher = start()
  await launcher.ready
  const before = await identity(folder)
  const needed = path.join(folder, 'postgres', 'PG_VERSION')
  renameSync(needed, `${needed}.away`)
  process.kill(postmaster(), 'SIGKILL')
  const log = path.join(folder, 'postgres.log')
  const tries = () => readFileSync(log, 'utf8').split('is not a valid data directory').length - 1
  await until('more tries than there once were', () => tries() > 6, 60_000)
  expect(launcher.output()).toMatch(/The embedded database did not start \(.+\); its log is .+\. It is tried again every few seconds\./)
  renameSync(`${needed}.away`, needed)
  await until('the api to be ready again', ready, 60_000)
  expect(launcher.output()).toContain('The embedded database runs again.')
  expect(await identity(folder)).toEqual(before)
})

it('a database that somebody shuts down while connections hold it open is urged, and started again', async () => {
  const { start, postmaster, ready } = await installation()
  const launcher = start()
  await launcher.ready
  const pid = postmaster()
  process.kill(pid, 'SIGTERM')
  await until('another postmaster', () => ![0, pid].includes(postmaster()), 60_000)
  await until('the api to be ready again', ready, 60_000)
  expect(launcher.output()).toContain(`The embedded database (process ${pid}) is shutting down; waiting for it to end.`)
  expect(launcher.output()).toContain('asking for its fast shutdown')
})

it('a wish to stop is obeyed within seconds while the database hangs in its shutdown', async () => {
  const { folder, start, postmaster } = await installation()
  const launcher = start()
  await launcher.ready
  const pid = postmaster()
  process.kill(pid, 'SIGTERM')
  await until('the launcher to notice', () => launcher.output().includes('is shutting down'))
  process.kill(pid, 'SIGSTOP')
  launcher.kill('SIGTERM')
  let code: unknown
  void launcher.exit.then((ended) => (code = ended))
  await until('the launcher to be gone', () => code !== undefined, 5_000)
  expect(code).toBe(0)
  await until('everything else to be gone', () => naming(folder).length === 0)
})

it.each(['api', 'worker', 'database'] as const)('a killed %s during the start does not end it', async (name) => {
  const { start, postmaster, ready } = await installation()
  const launcher = start()
  const victim = () => (name === 'database' ? postmaster() : serverBelow(launcher.pid, name)) ?? 0
  await until(`the ${name} to be started`, () => victim() > 0, 60_000)
  const pid = victim()
  process.kill(pid, 'SIGKILL')
  await launcher.ready
  expect(await ready()).toBe(true)
  expect(victim()).not.toBe(pid)
})

it('what is said when the database ends connections names no key of a connection', async () => {
  const { folder, start, ready } = await installation()
  await start().ready
  await askDatabase(
    folder,
    'select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and client_port is not null',
  )
  await until('the api to be ready again', ready)
  const said = ['api', 'worker'].map((name) => readFileSync(path.join(folder, 'logs', `${name}.log`), 'utf8')).join('')
  expect(said).toContain('57P01')
  expect(said).not.toMatch(/secretKey|processID|"client"|_connecting/)
})

it('the log of PostgreSQL is kept to a size', async () => {
  const { folder, start } = await installation()
  await start().ready
  const log = path.join(folder, 'postgres.log')
  truncateSync(log, 17 * 1024 * 1024)
  await until('an older log', () => existsSync(`${log}.1`) && statSync(log).size < 1024 * 1024)
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
