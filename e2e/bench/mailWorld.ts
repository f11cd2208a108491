import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { generateKey } from 'openpgp'
import pg from 'pg'
import pino from 'pino'
import { type System } from '../../packages/core/src/context.ts'
import { readEnv } from '../../packages/core/src/kernel/process/env.ts'
import { systemActor } from '../../packages/core/src/kernel/systemActor.ts'
import { enqueueMails } from '../../packages/core/src/mail/send/enqueue.ts'
import { change } from '../../packages/core/src/request/change.ts'
import { openSystem } from '../../packages/core/src/system.ts'
import { smtpSink } from '../../packages/core/src/testing/smtpSink.ts'
import { migrate } from '../../prisma/migrate.ts'
import { seed } from '../../prisma/seed.ts'
import { clean } from '../launcher.ts'

const root = path.resolve(import.meta.dirname, '../..')
export const kinds = { 'RSA-4096': { type: 'rsa', rsaBits: 4096 }, Curve25519: { type: 'ecc', curve: 'curve25519Legacy' } } as const
export type Kind = keyof typeof kinds
const date = new Date(Date.now() - 60_000)
export const newKey = (kind: Kind, email: string) =>
  generateKey({ ...kinds[kind], userIDs: [{ name: 'Bench', email }], date, format: 'armored' })
export const text = 'A line of a notification, as long as such lines are.\n'.repeat(40)

/** A process of ours that says in its output when it is ready. */
export const started = async (file: string, env: NodeJS.ProcessEnv, ready: string) => {
  const child: ChildProcess = spawn(process.execPath, ['--no-warnings', path.join(root, file)], {
    env: { ...clean(), ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const up = Promise.withResolvers<void>()
  child.stdout?.on('data', (chunk: Buffer) => chunk.toString().includes(ready) && up.resolve())
  child.on('exit', (code) => up.reject(new Error(`${file} ended with ${code}`)))
  await up.promise
  const gone = once(child, 'exit')
  return {
    /** Says that it may begin. */
    go: () => child.stdin?.write('go\n'),
    stop: (signal: NodeJS.Signals = 'SIGTERM') => (child.kill(signal), gone),
  }
}

/** What an instance needs to send: a mail server, an address, a key that signs, and a thousand users with a key. */
export const plantMails = async ({ db, pool, ports, signal }: System, port: number, kind: Kind) => {
  const [instance, recipient] = [await newKey(kind, 'reeve@instance.test'), await newKey(kind, 'user@there.test')]
  const values = {
    'Mail.host': '127.0.0.1',
    'Mail.port': port,
    'Mail.security': 'none',
    'MISP.email': 'reeve@instance.test',
    'Mail.key': ports.seal.close('Mail.key', instance.privateKey),
  }
  for (const [setting, value] of Object.entries(values)) await db.systemSetting.create({ data: { setting, value } })
  signal.emit({ noun: 'settings', id: '' })
  await pool.query(
    `INSERT INTO users (email, org_id, role_id, nids_sid, gpgkey) SELECT 'user' || n || '@there.test', 1, 3, 4000000 + n, $1 FROM generate_series(1, 1000) n`,
    [recipient.publicKey],
  )
  const people = (await db.user.findMany({ where: { gpgkey: { not: null } }, select: { id: true } })).map(({ id }) => id)
  return { keys: { PRIVATE: instance.privateKey, PUBLIC: recipient.publicKey }, people }
}

/** An instance of its own beside a sink: `mails` writes so many to as many users, `worker` starts a process that sends. */
export const mailWorld = async (server: string, kind: Kind) => {
  const sink = await smtpSink()
  const folder = mkdtempSync(path.join(tmpdir(), 'reeve-bench-'))
  const name = `mails_${process.pid}_${kind.toLowerCase().replace(/\W/g, '')}`
  const url = new URL(server)
  url.pathname = `/${name}`
  const inServer = async (statement: string) => {
    const client = new pg.Client({ connectionString: server })
    await client.connect()
    await client.query(statement)
    await client.end()
  }
  await inServer(`CREATE DATABASE ${name}`)
  await migrate(url.href)
  const shared = { DATABASE_URL: url.href, DATA_DIR: folder, SECRET_KEY: 'a bench of mails needs no secret', LOG_LEVEL: 'info' }
  await seed({ databaseUrl: url.href, dataDir: folder, secretKey: shared.SECRET_KEY, env: {} })
  const system = await openSystem(readEnv(shared), { log: pino({ level: 'silent' }) })
  const { keys, people } = await plantMails(system, sink.port, kind)
  const mails = async (count: number) => {
    const settings = await system.settings.fresh()
    for (let at = 0; at < count; at += 200) {
      const some = Array.from({ length: Math.min(200, count - at) }, (_, n) => people[(at + n) % people.length] ?? 1)
      const all = some.map((user_id) => ({ to: { user_id }, kind: 'bench', subject: 'A notification', text }))
      await change(system, systemActor(), {}, (tx) => enqueueMails({ ...tx, settings, ports: system.ports }, all))
    }
  }
  return {
    system,
    sink,
    keys,
    mails,
    worker: () => started('apps/worker/src/main.ts', shared, 'The worker is ready.'),
    /** How many rows of the ledger stand how. */
    standing: async () =>
      Object.fromEntries((await system.db.mail.groupBy({ by: ['status'], _count: true })).map((one) => [one.status, one._count])),
    until: async (done: () => boolean | Promise<boolean>) => {
      while (!(await done())) await sleep(20)
    },
    close: async () => {
      await system.close()
      await sink.close()
      await inServer(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
