import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { gunzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { clean } from '../launcher.ts'
import { askDatabase, installation, serverBelow, until } from './installation.ts'

const root = path.resolve(import.meta.dirname, '../..')
type Said = { code: number | null; out: string; err: string }

/** The console as a person or a script calls it, from another folder. */
const consoleOf = (folder: string) => {
  const begin = (line: string[]) =>
    spawn(path.join(root, 'reeve'), line, { cwd: folder, env: { ...clean(), DATA_DIR: folder }, stdio: ['pipe', 'pipe', 'pipe'] })
  const run = (line: string[], input = '') =>
    new Promise<Said>((resolve) => {
      const child = begin(line)
      const said = { out: '', err: '' }
      child.stdout.setEncoding('utf8').on('data', (text: string) => (said.out += text))
      child.stderr.setEncoding('utf8').on('data', (text: string) => (said.err += text))
      child.on('close', (code) => resolve({ code, out: said.out.trim(), err: said.err.trim() }))
      child.stdin.end(input)
    })
  return { begin, run }
}

it('the console acts on the running installation by its rules, leaves log rows as SYSTEM, and ends with 0, 1 or 2', async () => {
  const { folder, port, start } = await installation({ LOG_LEVEL: 'debug' })
  const { begin, run } = consoleOf(folder)
  expect(await run(['user', 'list'])).toMatchObject({ code: 1, err: expect.stringContaining('There is no installation in') })
  const launcher = start()
  await launcher.ready
  const asKey = (key: string) =>
    fetch(`http://127.0.0.1:${port}/users/view/me`, { headers: { authorization: key, accept: 'application/json' } })

  // People
  const added = JSON.parse((await run(['user', 'add', 'ann@there.test', '--role', 'User', '--json'])).out)
  expect((await asKey(added.authkey)).status).toBe(200)
  expect(await run(['user', 'add', 'ann@there.test'])).toMatchObject({ code: 1, out: '' })
  const fresh = (await run(['user', 'authkey', 'ann@there.test'])).out
  expect([(await asKey(added.authkey)).status, (await asKey(fresh)).status]).toEqual([403, 200])
  expect(await run(['user', 'set-password', 'ann@there.test', '-'], 'weak\n')).toMatchObject({
    code: 1,
    err: expect.stringContaining('length'),
  })
  expect(await run(['user', 'set-password', 'ann@there.test', '-', '--keep'], 'A long enough Passw0rd\n')).toMatchObject({ code: 0 })
  expect((await run(['user', 'disable', 'ann@there.test'])).out).toBe(`User ${added.id} (ann@there.test) is disabled.`)
  expect((await asKey(fresh)).status).toBe(403)
  expect(await run(['user', 'disable', 'admin@admin.test'])).toMatchObject({ code: 1, err: expect.stringMatching(/site admin/i) })

  // Settings, schedules, jobs, anything
  expect((await run(['setting', 'set', 'MISP.log_auth', 'yes'])).out).toBe('Setting "MISP.log_auth" changed to "true"')
  expect((await run(['setting', 'get', 'MISP.log_auth'])).out).toBe('true')
  expect(await run(['setting', 'set', 'Security.password_policy_length', 'many'])).toMatchObject({ code: 1 })
  expect(await run(['tasks', 'run', 'purge_jobs'])).toMatchObject({ code: 0 })
  await until('the job to be over', async () => JSON.parse((await run(['jobs', 'list', '--status', 'completed', '--json'])).out).length > 0)
  expect(JSON.parse((await run(['ask', 'users.list', '{"search":"ann"}'])).out).rows).toMatchObject([{ email: 'ann@there.test' }])

  // Workers
  const before = serverBelow(launcher.pid, 'worker')
  expect(await run(['worker', 'restart'])).toMatchObject({ code: 0 })
  await until('another worker', () => ![undefined, before].includes(serverBelow(launcher.pid, 'worker')))
  await until('it to be at work', async () => (await run(['stats'])).code === 0)
  const { queues } = JSON.parse((await run(['stats', '--json'])).out)
  expect(queues).toMatchObject(expect.arrayContaining([expect.objectContaining({ queue: 'email', ok: true, paused: false })]))
  expect(await run(['cleanup'])).toMatchObject({ code: 0, out: 'No worker is busy.' })
  expect((await run(['worker', 'pause', 'cache'])).out).toBe('cache is paused.')
  expect((await run(['clear', 'cache'])).out).toBe('0 job(s) of cache taken back.')
  expect(await run(['clear', 'kitchen'])).toMatchObject({ code: 1, err: expect.stringContaining('There are: default') })
  expect(JSON.parse((await run(['cake', 'Admin', 'getWorkers'])).out)).toMatchObject({ scheduler: { ok: true } })

  // MISP's words
  expect(await run(['cake', 'Admin', 'setSetting', 'MISP.log_auth', '0'])).toMatchObject({
    out: 'Setting "MISP.log_auth" changed to "false"',
  })
  expect(JSON.parse((await run(['cake', 'admin', 'getsetting', 'MISP.log_auth'])).out)).toMatchObject({
    name: 'MISP.log_auth',
    value: false,
  })
  expect(await run(['user', 'unblock', 'ann@there.test'])).toMatchObject({ code: 0, out: 'Bruteforce entries for ann@there.test deleted.' })
  expect((await run(['cake', 'Admin', 'clearBruteforce'])).out).toBe('Bruteforce entries for all users deleted.')
  const archive = path.join(folder, 'log.gz')
  expect(await run(['cake', 'Log', 'export', archive, '--without-changes'])).toMatchObject({ code: 0 })
  const entries = gunzipSync(readFileSync(archive)).toString().trim().split('\n')
  expect(JSON.parse(entries.at(-1) ?? '')).toMatchObject({ title: 'Failed sign-ins of everybody forgotten.', email: 'SYSTEM' })
  expect(await run(['cake', 'Log', 'accessLogRetention', '90'])).toMatchObject({ code: 0, out: expect.stringMatching(/^log_retention: /) })
  expect((await run(['cake', 'User', 'unblock', 'ann@there.test'])).out).toBe(`User ${added.id} unblocked.`)
  expect(JSON.parse((await run(['cake', 'User', 'authkey'], fresh)).out)).toMatchObject({ user_id: added.id, authkey_expired: false })
  expect((await run(['cake', 'User', 'authkey_valid'], `${fresh}\n${added.authkey}\nnone\n`)).out).toBe('1\n0\n0')
  expect(await run(['cake', 'Server', 'pullAll', '1', 'full'])).toMatchObject({
    code: 1,
    err: expect.stringContaining('“cake Server pullAll”'),
  })

  // Wrong use
  expect(await run([])).toMatchObject({ code: 2 })
  expect(await run(['user', 'view'])).toMatchObject({ code: 2, err: expect.stringContaining('<user> is missing.') })
  expect(await run(['user', 'list', '--nosuch'])).toMatchObject({ code: 2 })
  expect(await run(['help'])).toMatchObject({ code: 0, out: expect.stringContaining('user set-password <user> [password]') })

  // The log
  const rows = await askDatabase(
    folder,
    `select title, action, email, request_type from logs where title like '%ann@there.test%' order by id`,
  )
  expect(rows[0]).toMatchObject({ action: 'add', email: 'SYSTEM', request_type: 2 })
  expect(rows.map(({ email }) => email)).not.toContain('')

  // Logs: what was said before, what is said from now on, whoever asks
  expect((await run(['tail', 'worker', '--once'])).out).toMatch(/info {2}worker\[\d+\] The worker is ready\./)
  const ticks = (await run(['tail', 'scheduler', '--once'])).out
  expect(ticks).toMatch(/info {2}scheduler\[\d+\] Job queued at .*"task":"prune_sessions"/)
  expect(ticks).not.toContain('worker[')
  expect(await run(['tail', 'kitchen'])).toMatchObject({ code: 1, err: expect.stringContaining('There are: api, worker') })
  const follower = begin(['tail', 'api', '--lines', '0'])
  let heard = ''
  follower.stdout.setEncoding('utf8').on('data', (text: string) => (heard += text))
  await until('a line of the api', async () => {
    await asKey(fresh)
    return heard.includes('answered')
  })
  expect(heard).not.toContain('listens')
  const ended = new Promise((resolve) => follower.on('close', resolve))
  follower.kill('SIGINT')
  expect(await ended).toBe(0)
}, 400_000)
