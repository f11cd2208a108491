import { lookup } from 'node:dns/promises'
import http from 'node:http'
import https from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import type { Duplex } from 'node:stream'
import tls from 'node:tls'
import { sourcesIn } from '@reeve/contract/inputs/inputs'
import type { SettingValues } from '@reeve/contract/settings/settings'
import ipaddr from 'ipaddr.js'
import { allowsAddress } from './addressRanges.ts'
import type { Outbound } from './ports.ts'

type Resolve = (host: string) => Promise<string[]>
type Options = { resolve?: Resolve; ca?: string | undefined }
type Answer = { status: number; location: string | undefined; body: Buffer }

const mostRedirects = 3
const global6 = ipaddr.parseCIDR('2000::/3')
const bare = (host: string) => host.replace(/^\[|\]$/g, '')

/** Loopback, private, link-local, shared, reserved and translated addresses are nobody else's (security 23). */
const isPublic = (text: string) => {
  if (!ipaddr.isValid(text)) return false
  const address = ipaddr.process(text)
  return address.range() === 'unicast' && (address.kind() === 'ipv4' || address.match(global6))
}
const mayReach = (address: string, settings: SettingValues) => {
  const allowed = sourcesIn(settings['Security.outbound_allow'])
  return isPublic(address) || (allowed.length > 0 && allowsAddress(allowed, address))
}

const checked = (text: string, base?: URL) => {
  if (!URL.canParse(text, base)) throw new Error('This is no address.')
  const url = new URL(text, base)
  if (url.protocol !== 'https:') throw new Error('Only https is asked.')
  if (url.username || url.password) throw new Error('An address may not carry a name or a password.')
  return url
}

/** The addresses of a host, every one of which may be reached; none where nobody knows the name. */
const addressesOf = async (host: string, settings: SettingValues, resolve: Resolve) => {
  const found = isIP(host) ? [host] : await resolve(host).catch(() => [])
  const barred = found.find((address) => !mayReach(address, settings))
  if (barred !== undefined)
    throw new Error(`${host} is at ${barred}, inside a network that is not asked. Security.outbound_allow lists the exceptions.`)
  return found
}

/** The connection goes to the addresses that were looked at, whatever the name means a moment later. */
const pinned =
  (addresses: readonly string[]): LookupFunction =>
  (_, { all }, done) => {
    const entries = addresses.map((address) => ({ address, family: isIP(address) }))
    const [first] = entries
    if (all || !first) done(null, entries)
    else done(null, first.address, first.family)
  }

/** A line through the proxy, which resolves the name. */
const tunnel = (url: URL, settings: SettingValues, signal: AbortSignal) =>
  new Promise<Duplex>((resolve, reject) => {
    const target = `${url.hostname}:${url.port || 443}`
    const text = Buffer.from(`${settings['Proxy.user']}:${settings['Proxy.password']}`).toString('base64')
    const headers = { host: target, ...(settings['Proxy.method'] === 'Basic' && { 'proxy-authorization': `Basic ${text}` }) }
    http
      .request({
        host: settings['Proxy.host'],
        port: settings['Proxy.port'],
        method: 'CONNECT',
        path: target,
        headers,
        agent: false,
        signal,
      })
      .on('connect', ({ statusCode }, socket) => {
        if (statusCode === 200) return resolve(socket)
        socket.destroy()
        reject(new Error(`The proxy answered with status ${statusCode}.`))
      })
      .on('response', ({ statusCode }) => reject(new Error(`The proxy answered with status ${statusCode}.`)))
      .on('error', (error) => reject(new Error(`The proxy cannot be reached: ${error.message}.`)))
      .end()
  })

type Line = { lookup: LookupFunction } | { socket: Duplex }
const exchange = (url: URL, line: Line, most: number, ca: string | undefined, signal: AbortSignal) =>
  new Promise<Answer>((resolve, reject) => {
    const host = bare(url.hostname)
    const way =
      'socket' in line
        ? { createConnection: () => tls.connect({ socket: line.socket, ca, ...(!isIP(host) && { servername: host }) }) }
        : { lookup: line.lookup, ca, agent: false }
    const headers = { accept: '*/*', 'accept-encoding': 'identity', 'user-agent': 'Reeve' }
    https
      .request(url, { ...way, headers, signal }, (response) => {
        const parts: Buffer[] = []
        let size = 0
        response.on('data', (part: Buffer) => {
          size += part.length
          parts.push(part)
          if (size > most) response.destroy(new Error(`The answer is larger than ${most} bytes.`))
        })
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, location: response.headers.location, body: Buffer.concat(parts) }),
        )
        response.on('error', reject)
      })
      .on('error', reject)
      .end()
  })

const resolveAll: Resolve = async (host) => (await lookup(host, { all: true })).map(({ address }) => address)

/** The one way to servers outside: https with certificates checked, addresses checked and pinned, few redirects, an end in bytes and time. */
export const openOutbound = ({ resolve = resolveAll, ca }: Options = {}): Outbound => {
  const lineTo = async (url: URL, settings: SettingValues, signal: AbortSignal): Promise<Line> => {
    const host = bare(url.hostname)
    const addresses = await addressesOf(host, settings, resolve)
    if (settings['Proxy.host']) return { socket: await tunnel(url, settings, signal) }
    if (addresses.length === 0) throw new Error(`No server is called ${host}.`)
    return { lookup: pinned(addresses) }
  }
  const follow = async (url: URL, settings: SettingValues, bytes: number, signal: AbortSignal, left = mostRedirects): Promise<Answer> => {
    const line = await lineTo(url, settings, signal)
    const answer = await exchange(url, line, bytes, ca, signal)
    if (answer.status < 300 || answer.status > 399 || !answer.location) return answer
    if (left === 0) throw new Error('There were too many redirects.')
    return follow(checked(answer.location, url), settings, bytes, signal, left - 1)
  }
  return {
    get: async (text, settings, { bytes, patience }) => {
      const signal = AbortSignal.timeout(patience)
      // Looking a name up cannot be broken off: whoever waits goes on without it.
      const late = new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }))
      try {
        const { status, body } = await Promise.race([follow(checked(text), settings, bytes, signal), late])
        return { status, body }
      } catch (error) {
        if (signal.aborted) return { problem: `There was no answer within ${patience / 1000} seconds.` }
        return { problem: error instanceof Error ? error.message : String(error) }
      }
    },
  }
}
