import type { Actor } from '@reeve/contract/kernel/may'
import type { SettingValues } from '@reeve/contract/settings/settings'
import type { System } from '../context.ts'
import type { QueryStats } from '../database/queryStats.ts'
import { logRow } from '../kernel/log/log.ts'
import type { Signal } from '../kernel/signal.ts'

/** A request as a surface saw it; `duration` in milliseconds, `body` as it was read. */
export type Seen = {
  method: string
  url: string
  controller: string
  action: string
  response_code: number
  duration: number
  body: unknown
  tally: QueryStats
}

/** Whether any request may have to be kept: looked at before it is known who asks. */
export const mayKeepAccess = (settings: SettingValues) =>
  settings['MISP.log_paranoid'] || settings['MISP.log_paranoid_api'] || settings['Security.user_monitoring_enabled']

const hidden = /pass(word|phrase)|auth_?key|secret|token|otp|^pin$|private/i
/** Whole files, whose columns may be called anything. */
const files = new Set(['csv', 'rows'])
const masked = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(masked)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value)
  // A setting says its name beside its value, and the name alone tells that it is secret.
  return Object.fromEntries(
    entries.map(([key, one]) => [key, files.has(key) || (hidden.test(key) && typeof one !== 'object') ? '*****' : masked(one)]),
  )
}
const longest = 65_535
const bodyOf = (body: unknown, url: string) => {
  if (body === undefined || body === null) return null
  const text = JSON.stringify(hidden.test(url) && typeof body === 'object' ? masked({ ...body, value: '*****' }) : masked(body))
  return text.replaceAll('\\u0000', '').slice(0, longest)
}
const changing = new Set(['POST', 'PUT', 'DELETE', 'PATCH'])

/** Who is watched; read again when that changed. */
export const openWatch = (system: Pick<System, 'db'> & { signal: Signal }) => {
  let watched: Promise<ReadonlySet<number>> | undefined
  system.signal.on(({ noun }) => {
    if (noun === '*' || noun === 'monitored') watched = undefined
  })
  const read = async () => new Set((await system.db.monitored.findMany()).map(({ user_id }) => user_id))
  return {
    has: async (settings: SettingValues, id: number) => {
      if (!settings['Security.user_monitoring_enabled']) return false
      if (!system.signal.live) return (await read()).has(id)
      watched ??= read()
      return (await watched).has(id)
    },
  }
}

/** Keeps a request where the instance, or the watch on its user, wants it; in batches, after the answer (operations 5.8). */
export const keepAccess = (system: System, settings: SettingValues, actor: Actor, seen: Seen, monitored: boolean) => {
  const { from } = actor
  const wanted = monitored || settings['MISP.log_paranoid'] || (settings['MISP.log_paranoid_api'] && from.way === 'key')
  if (!wanted || settings['MISP.log_paranoid_skip_db']) return
  const at = system.ports.now()
  const withBody = changing.has(seen.method) && (monitored || settings['MISP.log_paranoid_include_post_body'])
  const request = withBody ? bodyOf(seen.body, seen.url) : null
  const { tally } = seen
  system.usageWriter.asked({
    created: new Date(at.getTime() - seen.duration),
    user_id: actor.id,
    org_id: actor.org_id,
    authkey_id: from.auth_key_id,
    ip: settings['MISP.log_client_ip'] ? from.ip : null,
    request_method: seen.method.slice(0, 8),
    user_agent: from.user_agent,
    request_id: from.request_id,
    controller: seen.controller.slice(0, 64),
    action: seen.action.slice(0, 191),
    url: seen.url.slice(0, 255),
    request,
    response_code: seen.response_code,
    memory_usage: Math.round(process.memoryUsage.rss() / 1024),
    duration: Math.round(seen.duration),
    query_count: tally.count,
    ...(tally.log && { query_log: { time: Math.round(tally.time * 100) / 100, log: tally.log } }),
  })
  if (settings['MISP.log_skip_access_logs_in_application_logs']) return
  const lines = [`HTTP method: ${seen.method}`, `Target: ${seen.url}`, ...(request === null ? [] : [`Request body: ${request}`])]
  const title = 'Paranoid log entry'
  system.usageWriter.note(
    logRow(actor, settings, at, { action: 'request', model: 'User', model_id: actor.id, title, change: lines.join('\n') }),
  )
}
