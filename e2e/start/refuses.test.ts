import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, existsSync, globSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { expect, it, onTestFinished } from 'vitest'
import { clean, naming } from '../launcher.ts'
import { installation } from './installation.ts'

const root = path.resolve(import.meta.dirname, '../..')
type Start = Awaited<ReturnType<typeof installation>>['start']

/** Starts, expects a refusal, and answers what was said. */
const refusal = async (start: Start, ...how: Parameters<Start>) => {
  const launcher = start(...how)
  expect(await launcher.exit).toBe(1)
  return launcher.output().trim()
}

/** What of a checkout is read before its packages are installed, in a folder of its own. */
const bareCheckout = () => {
  const checkout = mkdtempSync(path.join(tmpdir(), 'reeve-bare-'))
  onTestFinished(() => rmSync(checkout, { recursive: true, force: true }))
  const files = globSync(
    [
      'package.json',
      'pnpm-*.yaml',
      '{apps,packages}/*/package.json',
      'apps/cli/bootstrap{.mjs,/*}',
      'packages/core/src/kernel/process/variables.mjs',
    ],
    { cwd: root },
  )
  for (const file of files) cpSync(path.join(root, file), path.join(checkout, file))
  const start = async (env: NodeJS.ProcessEnv) => {
    const child = spawn('node', [path.join(checkout, 'apps/cli/bootstrap.mjs'), 'start'], {
      env: { ...clean(), npm_config_cache: path.join(checkout, 'cache'), ...env },
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    const [said] = await Promise.all([text(child.stderr), once(child, 'close')])
    return { code: child.exitCode, said: said.trim() }
  }
  return { checkout, start }
}

const testServer = (change: (url: URL) => void) => {
  const url = new URL(process.env.TEST_PG ?? '')
  change(url)
  return url.toString()
}

it('a port that is taken', async () => {
  const { folder, port, start } = await installation()
  const other = createServer().listen(port, '127.0.0.1')
  onTestFinished(() => void other.close())
  await once(other, 'listening')
  expect(await refusal(start)).toBe(`Port ${port} of 127.0.0.1 cannot be used: something else listens there. Choose another one with PORT.`)
  expect(naming(folder)).toEqual([])
})

it('a data folder that cannot be written to', async () => {
  const { folder, start } = await installation()
  writeFileSync(path.join(folder, 'file'), '')
  const wanted = path.join(folder, 'file', 'data')
  expect(await refusal(start, { DATA_DIR: wanted })).toBe(`DATA_DIR ${wanted} cannot be written to (ENOTDIR).`)
})

it('a data folder on which Reeve already runs', async () => {
  const { folder, start } = await installation()
  await start().ready
  expect(await refusal(start)).toMatch(new RegExp(`^Reeve already runs on ${folder} \\(process \\d+\\)\\.$`))
})

it('a wrong database password, which is not repeated', async () => {
  const { start } = await installation()
  const said = await refusal(start, { DATABASE_URL: testServer((url) => Object.assign(url, { password: 'wrong-guess' })) })
  expect(said).toMatch(/^The database at \S+ refuses the user \S+ or the password in DATABASE_URL\.$/)
})

it('a database that does not answer', async () => {
  const { port, start } = await installation()
  const said = await refusal(start, { DATABASE_URL: `postgresql://reeve:secret@127.0.0.1:${port}/reeve` })
  expect(said).toBe(`The database at 127.0.0.1:${port} cannot be reached (ECONNREFUSED).`)
})

it('an address of a database that is none', async () => {
  const { start } = await installation()
  expect(await refusal(start, { DATABASE_URL: 'my database' })).toMatch(/^DATABASE_URL is not an address like /)
})

it('a SECRET_KEY that is not the one the database was made with', async () => {
  const { start, folder } = await installation()
  const first = start()
  await first.ready
  await first.stop()
  const said = await refusal(start, { SECRET_KEY: 'f'.repeat(64) })
  expect(said).toContain('SECRET_KEY')
  expect(naming(folder)).toEqual([])
})

it.each([
  ['REEVE_ADMIN_KEY', 'short', 'REEVE_ADMIN_KEY needs exactly 40 letters and digits.'],
  ['REEVE_ADMIN_EMAIL', 'nobody', 'REEVE_ADMIN_EMAIL is not an e-mail address.'],
  ['PORT', '70000', 'PORT is not a number from 0 to 65535.'],
  ['BASE_URL', 'reeve.test', 'BASE_URL is not an address like https://reeve.example.org.'],
  ['REDIS_URL', 'here:6379', 'REDIS_URL is not an address like redis://host:6379.'],
  ['SMTP_URL', 'mail.test', 'SMTP_URL is not an address like smtp://user:password@host:port.'],
  ['SECRET_KEY', 'short', 'SECRET_KEY needs at least 16 characters.'],
  ['LOG_LEVEL', 'loud', 'LOG_LEVEL is none of trace, debug, info, warn, error, fatal, silent.'],
  [
    'TRUSTED_PROXIES',
    '10.0.0.0/8, proxy.test',
    'TRUSTED_PROXIES is not a list of addresses or ranges such as 10.0.0.0/8, with commas between.',
  ],
])('a wrong %s, before anything is installed', async (name, value, sentence) => {
  const { checkout, start } = bareCheckout()
  expect(await start({ [name]: value })).toEqual({ code: 1, said: sentence })
  expect(existsSync(path.join(checkout, 'node_modules'))).toBe(false)
})

it('a first start without a network', async () => {
  const { start } = bareCheckout()
  const { code, said } = await start({ npm_config_registry: 'http://127.0.0.1:9/', npm_config_fetch_retries: '0' })
  expect(code).toBe(1)
  expect(said).toContain('The packages could not be fetched because the npm registry does not answer.')
  expect(said.trim().split('\n')).toHaveLength(2)
})

it('an empty secret.key', async () => {
  const { folder, start } = await installation()
  writeFileSync(path.join(folder, 'secret.key'), '')
  expect(await refusal(start)).toBe(
    `${path.join(folder, 'secret.key')} is empty: restore it from a backup, or delete it if there is nothing in the database yet.`,
  )
})

it('a database folder of another version of PostgreSQL', async () => {
  const { folder, start } = await installation()
  mkdirSync(path.join(folder, 'postgres', 'global'), { recursive: true })
  writeFileSync(path.join(folder, 'postgres', 'global', 'pg_control'), '')
  writeFileSync(path.join(folder, 'postgres', 'PG_VERSION'), '16\n')
  expect(await refusal(start)).toMatch(/^The database in \S+ was made by PostgreSQL 16, and Reeve brings PostgreSQL 18\. .*DATABASE_URL\.$/)
})

it('a Node older than 20', async () => {
  const { folder, start } = await installation()
  const disguise = path.join(folder, 'old.cjs')
  writeFileSync(disguise, "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '18.20.4' } })")
  expect(await refusal(start, {}, { nodeArgs: ['--require', disguise] })).toBe('Reeve needs Node 20 or later; this is Node 18.20.4.')
})
