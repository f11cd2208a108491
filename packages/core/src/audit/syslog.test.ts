import { createSocket } from 'node:dgram'
import { createServer, type Server } from 'node:net'
import { defaults, type SettingValues } from '@reeve/contract/settings/settings'
import { afterEach, expect, it, vi } from 'vitest'
import { openSyslog, syslogLine } from './syslog.ts'

const row = (action: string, more: object = {}) => ({
  created: new Date('2026-11-24T10:00:00.123Z'),
  action,
  title: 'User (3): user@alpha.test',
  description: '',
  change: 'autoalert () =>\n (1)',
  ...more,
})
const settingsFor = (server: string): SettingValues => ({
  ...defaults,
  'Security.syslog': true,
  'Security.syslog_to_stderr': false,
  'Security.syslog_server': server,
  'Security.syslog_ident': 'misp at home',
})
const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

it.each([
  ['edit', 14],
  ['auth_fail', 12],
  ['error', 11],
])('says %s with priority %i, on one line', (action, priority) => {
  const line = syslogLine(row(action), 'misp at home')
  expect(line).toMatch(
    new RegExp(`^<${priority}>1 2026-11-24T10:00:00\\.123Z \\S+ misp_at_home \\d+ ${action} - ${action} -- User \\(3\\): `),
  )
  expect(line).toMatch(/ -- autoalert \(\) => \(1\)$/)
  expect(line).not.toContain('\n')
})

it('sends each row over UDP, but no requests', async () => {
  const heard: string[] = []
  const server = createSocket('udp4', (message) => heard.push(message.toString()))
  closing.push(() => server.close())
  await new Promise<void>((resolve) => server.bind(0, '127.0.0.1', resolve))
  const syslog = openSyslog(() => {})
  closing.push(() => syslog.close())
  syslog.send(settingsFor(`udp://127.0.0.1:${server.address().port}`), [row('edit'), row('request'), row('login', { description: 'why' })])
  await vi.waitFor(() => expect(heard).toHaveLength(2), { timeout: 20_000 })
  expect(heard.map((line) => line.split(' - ')[1])).toEqual([
    'edit -- User (3): user@alpha.test -- autoalert () => (1)',
    'login -- User (3): user@alpha.test -- why',
  ])
})

const listening = async (server: Server, port = 0) => {
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  closing.push(() => server.close())
  const address = server.address()
  return typeof address === 'object' && address ? address.port : 0
}

it('keeps rows over TCP until the server is there, and counts their bytes', async () => {
  let heard = ''
  const collecting = () => createServer((socket) => void socket.on('data', (part) => (heard += part.toString())))
  const probe = createServer()
  const port = await listening(probe)
  await new Promise((resolve) => probe.close(resolve))
  const failures: unknown[] = []
  const syslog = openSyslog((error) => failures.push(error))
  closing.push(() => syslog.close())
  const settings = settingsFor(`tcp://127.0.0.1:${port}`)
  syslog.send(settings, [row('edit', { title: 'Ünïcode' })])
  await vi.waitFor(() => expect(failures).toHaveLength(1), { timeout: 20_000 })
  await listening(collecting(), port)
  syslog.send(settings, [row('login')])
  await vi.waitFor(() => expect(heard).toContain('login --'), { timeout: 20_000 })
  const [, length = '', rest = ''] = /^(\d+) (.*)$/s.exec(heard) ?? []
  const first = Buffer.from(rest).subarray(0, Number(length)).toString()
  expect(first).toContain('edit -- Ünïcode')
  expect(Buffer.from(rest).subarray(Number(length)).toString()).toMatch(/^\d+ <14>1 /)
})

it('says nothing while it is off', async () => {
  const failures: unknown[] = []
  const syslog = openSyslog((error) => failures.push(error))
  syslog.send({ ...settingsFor('tcp://127.0.0.1:1'), 'Security.syslog': false }, [row('edit')])
  await syslog.close()
  expect(failures).toEqual([])
})
