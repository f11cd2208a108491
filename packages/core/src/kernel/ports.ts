import type { SettingValues } from '@reeve/contract/settings/settings'
import type { Seal } from '../database/seal.ts'

type Limits = {
  /** The largest answer that is taken. */
  bytes: number
  /** Milliseconds for all of it, redirects included. */
  patience: number
}
/** What came back, or in one sentence why nothing did. */
export type Fetched = { status: number; body: Buffer } | { problem: string }
export type Outbound = {
  /** A question to a server that somebody else may have named: it never reaches this network itself. Never rejects. */
  get: (url: string, settings: SettingValues, limits: Limits) => Promise<Fetched>
}
export type SmtpServer = { host: string; port: number; security: SettingValues['Mail.security']; user: string; password: string }
export type Envelope = { from: string; to: string }
/** What the server made of a mail, in its own words. `in_doubt`: it had all of it, and its answer did not come. */
export type Outcome = { status: 'accepted' | 'deferred' | 'refused' | 'in_doubt'; words: string }
export type Smtp = {
  /** Where mail is handed in; undefined where nobody said. */
  serverFor: (settings: SettingValues) => SmtpServer | undefined
  /** Never rejects. */
  send: (server: SmtpServer, envelope: Envelope, raw: Buffer, signal?: AbortSignal) => Promise<Outcome>
  /** What is wrong with reaching and signing in to this server; undefined when nothing is. */
  probe: (server: SmtpServer) => Promise<string | undefined>
  close: () => void
}

/** Chance, so that tests can hold it still. */
export type Random = {
  uuid: () => string
  /** `length` characters of `alphabet`, each equally likely. */
  text: (length: number, alphabet: string) => string
  int: (from: number, to: number) => number
  bytes: (count: number) => Buffer
}

/** The world outside. `realPorts.ts` makes the real one; tests pass their own. */
export type Ports = {
  now: () => Date
  /** A clock that tests hold instead of the database's. */
  shared?: () => Date | undefined
  /**
   * The time by the database's clock, which all machines share. Whatever is compared with a moment that another machine wrote (a due task,
   * a heartbeat) uses it, so that a host whose own clock is wrong runs neither ahead nor behind.
   */
  sharedNow: () => Promise<Date>
  random: Random
  /** Slow on purpose (argon2id, about 90 ms): only in `prepare`, never inside a transaction. */
  hash: { make: (password: string) => Promise<string>; verify: (hashed: string, password: string) => Promise<boolean> }
  /** What an auth key is kept and found as: quick, and worthless without SECRET_KEY. */
  keyHash: (key: string) => string
  seal: Seal
  smtp: Smtp
  /** The sender of mails while MISP.email is not set; empty where there is none. */
  defaultSender: string
  outbound: Outbound
  /** A file of the terms, by its name; undefined where there is none. */
  terms: (name: string) => Promise<Buffer | undefined>
  /** The address this instance was started with: where links in mails lead unless `MISP.baseurl` says otherwise. */
  base: string
}
