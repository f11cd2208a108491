import { lookup } from 'node:dns/promises'
import { isIP, type LookupFunction } from 'node:net'
import { sourcesIn } from '@reeve/contract/inputs/inputs'
import type { SettingValues } from '@reeve/contract/settings/settings'
import ipaddr from 'ipaddr.js'
import type { Dispatcher } from 'undici'
import { allowsAddress } from './addressRanges.ts'
import type { Outbound } from './ports.ts'

type Resolve = (host: string) => Promise<string[]>
type Options = { resolve?: Resolve; ca?: string | undefined }
type Answer = { status: number; location: string | undefined; body: Buffer }

type Exchange = {
  method: Dispatcher.HttpMethod
  headers?: Record<string, string>
  settings: SettingValues
  signal: AbortSignal
  options: Options
}

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

/** Loaded by the first request: most processes never send one. */
const undici = () => import('undici')

/** Undici's errors about a proxy, in words that name the proxy. */
const asProblem = (error: unknown, proxied: boolean): unknown => {
  if (!(error instanceof Error) || !proxied) return error
  const status = /^Proxy response \((\d+)\)/.exec(error.message)?.[1]
  if (status !== undefined) return new Error(`The proxy answered with status ${status}.`)
  // The certificate of the server itself, behind the proxy.
  if (error.name === 'SecureProxyConnectionError' && error.cause instanceof Error) return error.cause
  const code = 'code' in error ? String(error.code) : ''
  return /^(ECONN|ENOTFOUND|EHOST|ENET|EPIPE|ETIMEDOUT|UND_ERR_(PRX|CONNECT|SOCKET))/.test(code)
    ? new Error(`The proxy cannot be reached: ${error.message}.`)
    : error
}

const authorizationOf = (settings: SettingValues) =>
  `Basic ${Buffer.from(`${settings['Proxy.user']}:${settings['Proxy.password']}`).toString('base64')}`
const hostname = (host: string) => (host.includes(':') ? `[${bare(host)}]` : host)

const gather = async (body: AsyncIterable<Buffer>, most: number) => {
  const parts: Buffer[] = []
  let size = 0
  for await (const part of body) {
    size += part.length
    if (size > most) throw new Error(`The answer is larger than ${most} bytes.`)
    parts.push(part)
  }
  return Buffer.concat(parts)
}

const resolveAll: Resolve = async (host) => (await lookup(host, { all: true })).map(({ address }) => address)

/** A line of its own for each request, because the addresses were looked at for this one only. */
const dispatcherFor = async (url: URL, settings: SettingValues, { resolve = resolveAll, ca }: Options): Promise<Dispatcher> => {
  const host = bare(url.hostname)
  const addresses = await addressesOf(host, settings, resolve)
  const { Agent, ProxyAgent } = await undici()
  if (settings['Proxy.host'])
    return new ProxyAgent({
      uri: `http://${hostname(settings['Proxy.host'])}:${settings['Proxy.port']}`,
      ...(settings['Proxy.method'] === 'Basic' && { token: authorizationOf(settings) }),
      requestTls: { ca },
    })
  if (addresses.length === 0) throw new Error(`No server is called ${host}.`)
  return new Agent({ connect: { lookup: pinned(addresses), ca } })
}

/** Sends one request, and hands its answer to `read` while the line is open. */
const exchange = async <T>(
  url: URL,
  { settings, signal, options, ...wish }: Exchange,
  read: (answer: Dispatcher.ResponseData) => Promise<T>,
) => {
  const dispatcher = await dispatcherFor(url, settings, options)
  const { request } = await undici()
  try {
    const headers = { accept: '*/*', 'accept-encoding': 'identity', 'user-agent': 'Reeve', ...wish.headers }
    return await read(await request(url, { ...wish, headers, dispatcher, signal, headersTimeout: 0, bodyTimeout: 0 }))
  } catch (error) {
    throw asProblem(error, Boolean(settings['Proxy.host']))
  } finally {
    void dispatcher.destroy()
  }
}

/**
 * The way to servers outside: https only, certificates checked, addresses checked and pinned, few redirects, an end in bytes and time.
 */
export const openOutbound = (options: Options = {}): Outbound => {
  const follow = async (url: URL, wish: Exchange, bytes: number, left = mostRedirects): Promise<Answer> => {
    const answer = await exchange(url, wish, async ({ statusCode, headers: { location }, body }) => ({
      status: statusCode,
      location: [location ?? []].flat()[0],
      body: await gather(body, bytes),
    }))
    if (answer.status < 300 || answer.status > 399 || !answer.location) return answer
    if (left === 0) throw new Error('There were too many redirects.')
    return follow(checked(answer.location, url), wish, bytes, left - 1)
  }
  return {
    get: async (text, settings, { bytes, patience }) => {
      const signal = AbortSignal.timeout(patience)
      // Looking a name up cannot be broken off: whoever waits goes on without it.
      const late = new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }))
      try {
        const { status, body } = await Promise.race([follow(checked(text), { method: 'GET', settings, signal, options }, bytes), late])
        return { status, body }
      } catch (error) {
        if (signal.aborted) return { problem: `There was no answer within ${patience / 1000} seconds.` }
        return { problem: error instanceof Error ? error.message : String(error) }
      }
    },
  }
}
