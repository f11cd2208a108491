import { createHash } from 'node:crypto'
import { sourcesIn } from '@reeve/contract/inputs/inputs'
import type { FoundKey } from '@reeve/contract/mail/userKeys'
import type { SettingValues } from '@reeve/contract/settings/settings'
import { readKeys } from 'openpgp'
import type { Fetched, Outbound } from '../../kernel/ports.ts'
import { readKey } from './keys.ts'

type World = { outbound: Outbound; settings: SettingValues; now: Date }
type Found = { keys: FoundKey[]; problem?: string }

const limits = { bytes: 500_000, patience: 8000 }
const most = 20
const nothing: Found = { keys: [] }
const hostOf = (url: string) => new URL(url).host
const failed = (url: string, { problem }: { problem: string }): Found => ({ keys: [], problem: `${hostOf(url)}: ${problem}` })
const ask = ({ outbound, settings }: World, url: string): Promise<Fetched> =>
  URL.canParse(url) ? outbound.get(url, settings, limits) : Promise.resolve({ problem: 'This is no address.' })

const letters = 'ybndrfg8ejkmcpqxot1uwisza345h769'
/** 160 bits as 32 letters that are easy to tell apart (z-base-32). */
const zBase32 = (bytes: Buffer) => {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('')
  return (bits.match(/.{5}/g) ?? []).map((five) => letters[Number.parseInt(five, 2)]).join('')
}
/** Where a mail domain keeps the keys of its people: first on a host for that purpose, then on its own (Web Key Directory). */
const directories = (local: string, domain: string) => {
  const hashed = zBase32(createHash('sha1').update(local.toLowerCase()).digest())
  const file = `hu/${hashed}?l=${encodeURIComponent(local)}`
  return [`https://openpgpkey.${domain}/.well-known/openpgpkey/${domain}/${file}`, `https://${domain}/.well-known/openpgpkey/${file}`]
}

const shown = async (armored: string, email: string, source: string, now: Date): Promise<FoundKey | undefined> => {
  const { state, fingerprint, keyId, created, expires, emails } = await readKey(armored, now)
  if (state !== 'valid' || !fingerprint || !emails.includes(email)) return undefined
  return {
    fingerprint,
    key_id: keyId ?? '',
    address: email,
    date: created?.toISOString() ?? null,
    expires: expires?.toISOString() ?? null,
    source,
    armored,
  }
}

/** The keys of one directory that can be encrypted to and name this address. */
const inDirectory = async (world: World, url: string, email: string): Promise<Found> => {
  const got = await ask(world, url)
  if ('problem' in got) return failed(url, got)
  if (got.status !== 200) return nothing
  const keys = await readKeys({ binaryKeys: got.body }).catch(() => [])
  const found = await Promise.all(keys.slice(0, most).map((key) => shown(key.toPublic().armor(), email, hostOf(url), world.now)))
  return { keys: found.flatMap((key) => key ?? []) }
}

/** The first directory that has something; what kept both from answering is of no use to anybody where neither is there. */
const inDirectories = async (world: World, email: string): Promise<Found> => {
  const at = email.lastIndexOf('@')
  for (const url of directories(email.slice(0, at), email.slice(at + 1))) {
    const { keys } = await inDirectory(world, url, email)
    if (keys.length > 0) return { keys }
  }
  return nothing
}

const plainText = (escaped: string) => {
  try {
    return decodeURIComponent(escaped)
  } catch {
    return escaped
  }
}
const moment = (seconds: string | undefined) => (seconds && /^\d{1,11}$/.test(seconds) ? new Date(Number(seconds) * 1000) : null)
const addressIn = (uid: string) => (/<([^<>]+)>\s*$/.exec(uid)?.[1] ?? uid).trim().toLowerCase()

/** The machine-readable index of a key server: a line `pub` for each key, followed by its `uid` lines. */
const inIndex = (text: string, email: string, source: string, now: Date): FoundKey[] =>
  text
    .split(/^(?=pub:)/m)
    .filter((block) => block.startsWith('pub:'))
    .flatMap((block): FoundKey[] => {
      const [first = '', ...rest] = block.split(/\r?\n/)
      const [, id = '', , , created, ends, flags = ''] = first.split(':')
      const names = rest.filter((line) => line.startsWith('uid:')).map((line) => addressIn(plainText(line.split(':')[1] ?? '')))
      const expires = moment(ends)
      const over = /[rde]/.test(flags) || (expires !== null && expires <= now)
      if (over || !names.includes(email) || !/^([0-9a-f]{40}|[0-9a-f]{64})$/i.test(id)) return []
      const fingerprint = id.toUpperCase()
      const date = moment(created)?.toISOString() ?? null
      const key_id = fingerprint.slice(-16)
      return [{ fingerprint, key_id, address: email, date, expires: expires?.toISOString() ?? null, source, armored: null }]
    })
    .slice(0, most)

const onServer = async (world: World, server: string, email: string): Promise<Found> => {
  const query = new URLSearchParams({ op: 'index', fingerprint: 'on', options: 'mr', exact: 'on', search: email })
  const got = await ask(world, `${server}/pks/lookup?${query}`)
  if ('problem' in got) return failed(server, got)
  return got.status === 200 ? { keys: inIndex(got.body.toString('utf8'), email, hostOf(server), world.now) } : nothing
}

const serversOf = ({ settings }: World) => sourcesIn(settings['GnuPG.key_servers']).map((server) => server.replace(/\/$/, ''))

/** Keys for an address, from its own domain and the key servers; each once, what brings the key itself first. */
export const findKeys = async (world: World, email: string) => {
  const wanted = email.toLowerCase()
  const found = await Promise.all([inDirectories(world, wanted), ...serversOf(world).map((server) => onServer(world, server, wanted))])
  const keys = new Map<string, FoundKey>()
  for (const key of found.flatMap((one) => one.keys)) if (!keys.has(key.fingerprint)) keys.set(key.fingerprint, key)
  return { keys: [...keys.values()], problems: found.flatMap(({ problem }) => problem ?? []) }
}

/** The key of this fingerprint from the first server that has it. What has another one is no answer. */
export const fetchKey = async (world: World, wanted: string) => {
  const fingerprint = wanted.toUpperCase()
  const problems: string[] = []
  for (const server of serversOf(world)) {
    const query = new URLSearchParams({ op: 'get', options: 'mr', search: `0x${fingerprint}` })
    const got = await ask(world, `${server}/pks/lookup?${query}`)
    if ('problem' in got) problems.push(`${hostOf(server)}: ${got.problem}`)
    else if (got.status === 200) {
      const [armored] = /-----BEGIN PGP PUBLIC KEY BLOCK-----.*?-----END PGP PUBLIC KEY BLOCK-----/s.exec(got.body.toString('utf8')) ?? []
      const key = await readKey(armored, world.now)
      if (armored && key.fingerprint === fingerprint) return { armored: `${armored}\n`, problems }
      problems.push(`${hostOf(server)}: it sent another key than the one that was asked for.`)
    }
  }
  return { armored: null, problems }
}
