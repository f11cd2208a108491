import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { anonymous, hashOfToken } from '../access/actors/actors.ts'
import { hashOfCode } from '../access/sign-in/mailedCodes.ts'
import { ticketOf } from '../access/sign-in/tickets.ts'
import { ask } from '../ask.ts'
import { codeNow, giveTotp } from './codes.ts'
import { ownKey, refusedMail } from './mailSamples.ts'
import { askForAccount, chooseHomepages } from './requests.ts'
import { from, type Scene } from './scene.ts'

/** The rows that samples name. */
export const ids = async (world: Scene) => {
  const { system, keys } = world
  const { db } = system
  const user = await db.user.findFirstOrThrow({ where: { email: 'readonly@alpha.test' } })
  const stranger = await db.user.findFirstOrThrow({ where: { email: 'user@beta.test' } })
  const key = await db.authKey.findFirstOrThrow({ where: { user_id: user.id } })
  const strangeKey = await db.authKey.findFirstOrThrow({ where: { user_id: stranger.id } })
  const chosen = await chooseHomepages(world)
  const log = await db.log.findFirstOrThrow({ orderBy: { id: 'desc' } })
  const empty = await db.organisation.create({ data: { name: 'Empty', uuid: '5c1b5a5e-0000-4000-8000-00000000e0e0' } })
  const spare = await db.role.create({ data: { name: 'Spare' } })
  const request = await db.accessLog.create({ data: asked })
  const job = await db.job.create({
    data: { worker: 'default', job_type: 'errand', status: 'failed', message: 'No.', org_id: 2, user_id: user.id },
  })
  const waiting = await db.job.create({ data: { worker: 'default', job_type: 'errand', org_id: 2, user_id: user.id } })
  const view = await db.savedView.create({ data: { name: 'Mine', noun: 'users', query: 'role_id=3', user_id: 1 } })
  // A launcher counts as running while its heartbeat is recent: it must last as long as the slowest walk.
  const heartbeat = new Date('2100-01-01T00:00:00Z')
  const slot = await db.workerSlot.create({ data: { supervisor: 'test:/tmp', queues: ['default'], heartbeat } })
  const pid = 4711 + slot.id
  const worker = await db.worker.create({
    data: { worker_id: `test:${pid}:default`, hostname: 'test', pid, queue: 'default', slot_id: slot.id },
  })
  return {
    user: user.id,
    request: Number(request.id),
    stranger: stranger.id,
    view: view.id,
    setting: chosen.get(user.id),
    strangeSetting: chosen.get(stranger.id) ?? 0,
    registration: await askForAccount(world),
    key: key.id,
    strangeKey: strangeKey.id,
    log: Number(log.id),
    empty: empty.id,
    spare: spare.id,
    job: job.id,
    worker: worker.id,
    waiting: waiting.id,
    process: job.process_id,
    failed: await db.job.count({ where: { status: 'failed' } }),
    mail: await refusedMail(world, user.id, 2),
    strangeMail: await refusedMail(world, stranger.id, 3),
    privateKey: (await ownKey).privateKey,
    adminKey: keys.get('admin'),
  }
}
export type Ids = Awaited<ReturnType<typeof ids>>

const password = 'Correct horse 9'
/** The first step of signing in, done by somebody who has one-time passwords. */
export const halfSignedIn = async (world: Scene) => {
  const { ports, db } = world.system
  const { id, email } = await db.user.update({
    where: { email: 'sync@alpha.test' },
    data: { password: await ports.hash.make(password) },
  })
  await giveTotp(world, id)
  const { ticket } = (await ask(world.system, anonymous(from), 'session.add', { email, password })) as { ticket: string }
  const session = ports.random.uuid()
  const expires = new Date(ports.now().getTime() + 3_600_000)
  await db.session.create({ data: { id: session, token_hash: hashOfToken(session), user_id: id, expires } })
  return { id, ticket, session }
}
/** The same where a code was mailed instead. */
export const halfSignedInByMail = async ({ system: { db, ports } }: Scene) => {
  const [id, otp] = [ports.random.uuid(), '123456']
  const user = await db.user.findFirstOrThrow({ where: { email: 'user@alpha.test' } })
  const expires = new Date(ports.now().getTime() + 300_000)
  await db.mailedCode.create({ data: { id, user_id: user.id, hash: hashOfCode({ ports }, id, otp), expires, mail_id: 0 } })
  return { ticket: ticketOf({ ports }, user, 'mailedCode', id), otp }
}
/** The code that confirms what the admin was shown. */
export const firstCode = async (world: Scene) => codeNow(world, 0, (await world.ask<{ secret: string }>('admin', 'totp.begin')).secret)
export const giveTerms = async (world: Scene) => {
  const folder = path.join(world.env.DATA_DIR, 'terms')
  mkdirSync(folder, { recursive: true })
  writeFileSync(path.join(folder, 'terms.txt'), 'Share alike.')
  await world.ask('admin', 'settings.edit', { id: 'MISP.terms_file', value: 'terms.txt' })
}
export const allowWatching = (world: Scene) => world.ask('admin', 'settings.edit', { id: 'Security.user_monitoring_enabled', value: true })
export const giveAdminTotp = (world: Scene) => giveTotp(world, 1)
/** A request as the access log keeps it. */
export const asked = {
  user_id: 1,
  org_id: 1,
  request_method: 'GET',
  controller: 'users',
  action: 'view',
  url: '/users/view/me',
  response_code: 200,
  memory_usage: 1,
  duration: 1,
  query_count: 1,
}

export const linkOf = async ({ system: { db, ports } }: Scene, id: number) =>
  ticketOf({ ports }, await db.user.findUniqueOrThrow({ where: { id } }), 'mailbox')

/** Some operations mail people, and refuse to begin without a mail server; forgotten passwords are turned on. */
export const withMail = async (world: Scene) => {
  await world.ask('admin', 'settings.edit', { id: 'Mail.host', value: 'mail.invalid' })
  await world.ask('admin', 'settings.edit', { id: 'MISP.email', value: 'reeve@instance.test' })
  await world.ask('admin', 'settings.edit', { id: 'Security.allow_password_forgotten', value: true })
}
