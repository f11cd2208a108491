import { createSocket, type Socket as UdpSocket } from 'node:dgram'
import { connect, type Socket } from 'node:net'
import { hostname } from 'node:os'
import type { SettingValues } from '@reeve/contract/settings/settings'
import type { Settled } from '../database/partitions.ts'

export type Syslog = { send: (settings: SettingValues, rows: readonly Settled[]) => void; close: () => Promise<void> }

const wrong = new Set(['error'])
const look = new Set(['warning', 'change_pw', 'login_fail', 'version_warning', 'auth_fail'])
/** Facility `user`, and how bad it is (operations 5.4). */
const priorityOf = (action: string) => 8 + (wrong.has(action) ? 3 : look.has(action) ? 4 : 6)
const token = (text: string, most: number) => text.replace(/[^\x21-\x7e]/g, '_').slice(0, most) || '-'
const collapsed = (text: string) => text.replace(/[\s\p{Cc}]+/gu, ' ').trim()
const longest = 8000

/** One row as RFC 5424 says it: `<action> -- <title> -- <description or change>` (operations 5.10). */
export const syslogLine = ({ created, action, title, description, change }: Settled, ident: string) => {
  const text = collapsed([action, title, description || change].filter(Boolean).join(' -- ')).slice(0, longest)
  const head = [
    `<${priorityOf(action)}>1`,
    created.toISOString(),
    token(hostname(), 255),
    token(ident || 'reeve', 48),
    process.pid,
    token(action, 32),
    '-',
  ]
  return `${head.join(' ')} ${text}`
}

const most = 10_000
/** The last lines that wait for a place that does not answer; what falls out is counted and told. */
const ring = () => {
  let lines: string[] = []
  let lost = 0
  return {
    add: (line: string) => {
      lines.push(line)
      if (lines.length <= most) return
      lines.shift()
      lost++
    },
    take: () => {
      const told = { lines, lost }
      ;[lines, lost] = [[], 0]
      return told
    },
    back: (some: readonly string[]) => {
      lost += Math.max(0, some.length + lines.length - most)
      lines = [...some, ...lines].slice(-most)
    },
  }
}

type Target = { protocol: string; host: string; port: number }
const targetOf = (server: string): Target | undefined => {
  if (!URL.canParse(server)) return undefined
  const { protocol, hostname: host, port } = new URL(server)
  return { protocol, host: host.replace(/^\[|\]$/g, ''), port: Number(port || 514) }
}

const overUdp = (socket: UdpSocket, { host, port }: Target, lines: readonly string[]) =>
  Promise.all(
    lines.map(
      (line) => new Promise<void>((resolve, reject) => socket.send(line, port, host, (error) => (error ? reject(error) : resolve()))),
    ),
  )

/** Each line with its length before it (RFC 6587), over a connection that is opened when there is something to say. */
const overTcp = async ({ host, port }: Target, lines: readonly string[]) => {
  const socket: Socket = connect({ host, port, timeout: 5000 })
  const bytes = lines.map((line) => `${Buffer.byteLength(line)} ${line}`).join('')
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject)
    socket.once('timeout', () => socket.destroy(new Error('The syslog server did not answer in time.')))
    socket.once('close', () => resolve())
    socket.end(bytes)
    socket.resume()
  })
}

/** Says how many lines fell out, at the time of the first that did not. */
const lossLine = (lost: number, next: string, ident: string) => {
  const created = new Date(Date.parse(next.split(' ')[1] ?? ''))
  return syslogLine({ created, action: 'warning', title: `${lost} lines were lost`, description: '', change: '' }, ident)
}

/** Copies of log rows to a syslog server, on stderr, or both: after they are settled, so that nothing ever waits for it. */
export const openSyslog = (report: (error: unknown) => void): Syslog => {
  const waiting = ring()
  let udp: UdpSocket | undefined
  let sending = Promise.resolve()
  const flush = async (server: string, ident: string) => {
    const target = targetOf(server)
    const { lines, lost } = waiting.take()
    if (!target || lines.length === 0) return
    const all = lost > 0 ? [lossLine(lost, lines[0] ?? '', ident), ...lines] : lines
    try {
      if (target.protocol === 'tcp:') await overTcp(target, all)
      else await overUdp((udp ??= createSocket(target.host.includes(':') ? 'udp6' : 'udp4').unref()), target, all)
    } catch (error) {
      waiting.back(lines)
      report(error)
    }
  }
  return {
    send: (settings, rows) => {
      if (!settings['Security.syslog']) return
      const ident = settings['Security.syslog_ident']
      for (const row of rows) {
        if (row.action === 'request') continue
        const line = syslogLine(row, ident)
        if (settings['Security.syslog_to_stderr']) process.stderr.write(`${line}\n`)
        if (settings['Security.syslog_server']) waiting.add(line)
      }
      sending = sending.then(() => flush(settings['Security.syslog_server'], ident))
    },
    close: async () => {
      await sending
      udp?.close()
    },
  }
}
