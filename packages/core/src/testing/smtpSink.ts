import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server'

export type Got = { to: string; from: string; raw: string; messageId: string; subject: string }
/** What the sink does is said by whom the mail is to. */
const manners = ['defer', 'refuse', 'stall', 'drop', 'late'] as const

const header = (raw: string, name: string) =>
  new RegExp(`^${name}: (.*(?:\r\n[ \t].*)*)`, 'im').exec(raw)?.[1]?.replace(/\r\n[ \t]+/g, ' ') ?? ''
const answer = (code: number, words: string) => Object.assign(new Error(words), { responseCode: code })

/** `outage`: what happens to every mail, before its text: put off (4xx), refused (5xx), or the connection is cut. */
type State = { deferring: boolean; connections: number; signIns: number; outage?: '4xx' | '5xx' | 'cut' | undefined }
type Wish = {
  credentials?: { user: string; password: string }
  thinks?: number
  /** A certificate, and whether TLS begins at once or by STARTTLS. */
  tls?: { key: string; cert: string; security: 'tls' | 'starttls' }
}
/**
 * A real mail server that keeps what it gets. Mail to `defer…` is put off, to `refuse…` refused, to `late…` refused after its data,
 * to `stall…` never answered, and with `drop…` the line goes dead after the data. `thinks`: milliseconds before a mail is answered.
 */
export const smtpSink = async ({ credentials, thinks = 0, tls }: Wish = {}) => {
  const got: Got[] = []
  const state: State = { deferring: true, connections: 0, signIns: 0 }
  const open = new Map<number | undefined, { destroy: () => void }>()

  const read = async (stream: SMTPServerDataStream, session: SMTPServerSession, done: (error?: Error | null, words?: string) => void) => {
    const chunks: Buffer[] = []
    for await (const chunk of stream) chunks.push(Buffer.from(chunk))
    const raw = Buffer.concat(chunks).toString()
    const { envelope } = session
    const to = envelope.rcptTo[0]?.address ?? ''
    const keep = () =>
      got.push({
        to,
        from: envelope.mailFrom ? envelope.mailFrom.address : '',
        raw,
        messageId: header(raw, 'Message-ID'),
        subject: header(raw, 'Subject'),
      })
    const manner = manners.find((one) => to.startsWith(one))
    if (manner === 'stall') return
    if (manner === 'late') return done(answer(554, 'We do not like what it says'))
    keep()
    if (manner === 'drop') return open.get(session.remotePort)?.destroy()
    const words = `Taken as number ${got.length}`
    if (thinks > 0) await sleep(thinks)
    done(null, words)
  }

  const server = new SMTPServer({
    disabledCommands: tls ? [] : ['STARTTLS'],
    ...(tls && { key: tls.key, cert: tls.cert, secure: tls.security === 'tls' }),
    authOptional: !credentials,
    allowInsecureAuth: true,
    closeTimeout: 100,
    onConnect: (_, done) => {
      state.connections++
      done()
    },
    onAuth: (auth, _, done) => {
      state.signIns++
      return auth.username === credentials?.user && auth.password === credentials?.password
        ? done(null, { user: auth.username })
        : done(answer(535, 'These are not the words'))
    },
    onRcptTo: ({ address }, session, done) => {
      if (state.outage === '4xx') return done(answer(451, 'Come again later'))
      if (state.outage === '5xx') return done(answer(550, 'No such mailbox'))
      if (state.outage === 'cut') return open.get(session.remotePort)?.destroy()
      if (address.startsWith('refuse')) return done(answer(550, 'No such mailbox'))
      if (address.startsWith('defer') && state.deferring) return done(answer(451, 'Come again later'))
      done()
    },
    onData: (stream, session, done) => void read(stream, session, done).catch(() => open.get(session.remotePort)?.destroy()),
  })
  server.server.on('connection', (socket) => {
    socket.on('error', () => {})
    open.set(socket.remotePort, socket)
  })
  server.on('error', () => {})
  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  const address = server.server.address()
  const port = address && typeof address === 'object' ? address.port : 0
  return { got, state, port, close: () => new Promise<void>((resolve) => server.close(() => resolve())) }
}
export type Sink = Awaited<ReturnType<typeof smtpSink>>
