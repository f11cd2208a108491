import { Readable } from 'node:stream'
import type { SettingValues } from '@reeve/contract/settings/settings'
import SMTPConnection from 'nodemailer/lib/smtp-connection'
import type { Envelope, Outcome, Smtp, SmtpServer } from '../../kernel/ports.ts'

type Failing = Error & { responseCode?: number; response?: string; code?: string }
const idleFor = 20_000
const mostIdle = 32
const keyOf = (server: SmtpServer) => JSON.stringify(server)

/** The server that the settings name, else that of SMTP_URL (`smtp://user:password@host:port`, `smtps://` for TLS from the start). */
const serverOf = (settings: SettingValues, url: string | undefined): SmtpServer | undefined => {
  if (settings['Mail.host'])
    return {
      host: settings['Mail.host'],
      port: settings['Mail.port'],
      security: settings['Mail.security'],
      user: settings['Mail.user'],
      password: settings['Mail.password'],
    }
  if (!url) return undefined
  const { hostname, port, protocol, username, password } = new URL(url)
  const security = protocol === 'smtps:' ? 'tls' : 'none'
  return {
    host: hostname,
    port: Number(port) || (security === 'tls' ? 465 : 25),
    security,
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
  }
}

const connected = (server: SmtpServer, patience: number) =>
  new Promise<SMTPConnection>((resolve, reject) => {
    const connection = new SMTPConnection({
      host: server.host,
      port: server.port,
      secure: server.security === 'tls',
      requireTLS: server.security === 'starttls',
      connectionTimeout: patience,
      greetingTimeout: patience,
      socketTimeout: patience,
    })
    // Stays, so that an error nobody waits for any more ends nothing but the connection.
    connection.on('error', (error) => {
      reject(error)
      connection.close()
    })
    connection.once('end', () => reject(new Error('The mail server closed the connection.')))
    const login = (error?: Error | null) => (error ? reject(error) : resolve(connection))
    connection.connect(() =>
      server.user ? connection.login({ credentials: { user: server.user, pass: server.password } }, login) : login(),
    )
  })

/** How an attempt failed: by the server's own code where it gave one, else by how far the mail had got. */
const failed = (error: Failing, handedOver: boolean): Outcome => {
  const words = error.response ?? error.message
  if (error.responseCode) return { status: error.responseCode >= 500 ? 'refused' : 'deferred', words }
  if (error.code === 'EMESSAGE' && !handedOver) return { status: 'refused', words }
  return handedOver
    ? { status: 'in_doubt', words: `The mail server had the whole mail, but its answer did not come: ${words}` }
    : { status: 'deferred', words }
}

type Attempt = { outcome: Outcome; answered: boolean }
const attempt = (connection: SMTPConnection, { from, to }: Envelope, raw: Buffer, signal?: AbortSignal) =>
  new Promise<Attempt>((resolve) => {
    let handedOver = false
    const message = Readable.from([raw])
    // The final dot goes out behind the last byte; before it, the server has no mail it could have taken.
    message.once('end', () => (handedOver = true))
    const settle = (error: Failing | null | undefined, response = '') => {
      connection.off('error', settle)
      signal?.removeEventListener('abort', stop)
      const outcome: Outcome = error ? failed(error, handedOver) : { status: 'accepted', words: response }
      resolve({ outcome, answered: !error || error.responseCode !== undefined })
    }
    const stop = () => {
      settle(new Error('The worker was told to stop.'))
      connection.close()
    }
    connection.once('error', settle)
    signal?.addEventListener('abort', stop, { once: true })
    connection.send({ from, to: [to], size: raw.length }, message, (error, info) => settle(error, info?.response))
  })

/** Connections that wait a while for the next mail. One that fails or is closed by the server meanwhile is forgotten. */
const idleConnections = () => {
  const idle = new Map<string, Map<SMTPConnection, () => void>>()
  return {
    keep: (key: string, connection: SMTPConnection) => {
      const set = idle.get(key) ?? new Map<SMTPConnection, () => void>()
      idle.set(key, set)
      if (set.size >= mostIdle) return connection.quit()
      const end = () => {
        release()
        connection.quit()
      }
      const timer = setTimeout(end, idleFor).unref()
      const release = () => {
        clearTimeout(timer)
        connection.off('error', end).off('end', end)
        set.delete(connection)
      }
      connection.once('error', end).once('end', end)
      set.set(connection, release)
    },
    take: (key: string) => {
      const [kept] = idle.get(key) ?? []
      kept?.[1]()
      return kept?.[0]
    },
    close: () => {
      for (const set of idle.values())
        for (const [connection, release] of set) {
          release()
          connection.close()
        }
    },
  }
}

/** Why no connection came about, by the code in the message of Node. */
const unconnected: readonly [code: string, words: string][] = [
  ['ECONNREFUSED', 'refused the connection'],
  ['ENOTFOUND', 'has a name that does not exist'],
  ['EAI_AGAIN', 'has a name that could not be looked up'],
  ['ETIMEDOUT', 'did not answer in time'],
  ['EHOSTUNREACH', 'cannot be reached'],
  ['ECONNRESET', 'closed the connection'],
]
const wordsOf = ({ host, port }: SmtpServer, { message }: Error) => {
  const [code, words] = unconnected.find(([one]) => message.includes(one)) ?? []
  return code ? `The mail server ${host}:${port} ${words} (${code}).` : message
}

type Options = { url?: string | undefined; patience?: number }
export const openSmtp = ({ url, patience = 60_000 }: Options = {}): Smtp => {
  const { keep, take, close } = idleConnections()
  const send: Smtp['send'] = async (server, envelope, raw, signal) => {
    const key = keyOf(server)
    for (let kept = take(key); ; kept = take(key)) {
      const connection = kept ?? (await connected(server, patience).catch((error: Failing) => error))
      // Nothing was sent yet: whatever the server says to a sign-in may be different in a while.
      if (connection instanceof Error) return { status: 'deferred', words: wordsOf(server, connection) }
      const { outcome, answered } = await attempt(connection, envelope, raw, signal)
      if (outcome.status === 'accepted') keep(key, connection)
      else connection.close()
      if (kept && !answered && outcome.status === 'deferred' && !signal?.aborted) continue
      return outcome
    }
  }

  return {
    serverFor: (settings) => serverOf(settings, url),
    send,
    probe: async (server) => {
      const connection = await connected(server, Math.min(patience, 10_000)).catch((error: Failing) => error)
      if (connection instanceof Error) return wordsOf(server, connection)
      connection.quit()
      return undefined
    },
    close,
  }
}
