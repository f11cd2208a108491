import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { anonymous } from '../actors.ts'
import { ask } from '../ask.ts'
import { ticketOf } from '../rules/tickets.ts'
import { codeNow, giveTotp } from './codes.ts'
import { ownKey, refusedMail } from './mailSamples.ts'
import { organisationSamples } from './organisationSamples.ts'
import { askForAccount, chooseHomepages } from './requests.ts'
import { from, type Scene, type Who } from './scene.ts'

/** What a walk needs to know of an operation: a valid input, and whose it is where that is not the admin's. */
export type Sample = { input: object; as?: Who; vouched?: true; before?: (world: Scene) => Promise<unknown> }

const ids = async (world: Scene) => {
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
  const slot = await db.workerSlot.create({ data: { supervisor: 'test:/tmp', queues: ['default'] } })
  const pid = 4711 + slot.id
  const worker = await db.worker.create({
    data: { worker_id: `test:${pid}:default`, hostname: 'test', pid, queue: 'default', slot_id: slot.id },
  })
  return {
    user: user.id,
    request: Number(request.id),
    stranger: stranger.id,
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

const password = 'Correct horse 9'
/** The first step of signing in, done by somebody who has one-time passwords. */
const halfSignedIn = async (world: Scene) => {
  const { ports, db } = world.system
  const { id, email } = await db.user.update({
    where: { email: 'sync@alpha.test' },
    data: { password: await ports.hash.make(password) },
  })
  await giveTotp(world, id)
  const { ticket } = (await ask(world.system, anonymous(from), 'session.add', { email, password })) as { ticket: string }
  const session = ports.random.uuid()
  const expires = new Date(ports.now().getTime() + 3_600_000)
  await db.session.create({ data: { id: session, token_hash: session, user_id: id, expires } })
  return { id, ticket, session }
}
/** The code that confirms what the admin was shown. */
const firstCode = async (world: Scene) => codeNow(world, 0, (await world.ask<{ secret: string }>('admin', 'totp.begin')).secret)
const giveTerms = async (world: Scene) => {
  const folder = path.join(world.env.DATA_DIR, 'terms')
  mkdirSync(folder, { recursive: true })
  writeFileSync(path.join(folder, 'terms.txt'), 'Share alike.')
  await world.ask('admin', 'settings.edit', { id: 'MISP.terms_file', value: 'terms.txt' })
}
const giveAdminTotp = (world: Scene) => giveTotp(world, 1)
const asked = {
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

const linkOf = async ({ system: { db, ports } }: Scene, id: number) =>
  ticketOf({ ports }, await db.user.findUniqueOrThrow({ where: { id } }), 'mailbox')

/** Some operations mail people, and refuse to begin without a mail server; forgotten passwords are turned on. */
const withMail = async (world: Scene) => {
  await world.ask('admin', 'settings.edit', { id: 'Mail.host', value: 'mail.invalid' })
  await world.ask('admin', 'settings.edit', { id: 'MISP.email', value: 'reeve@instance.test' })
  await world.ask('admin', 'settings.edit', { id: 'Security.allow_password_forgotten', value: true })
}

/** One valid call for every operation of the catalogue; a new operation needs a line here before the walks accept it. */
export const samplesOf = async (world: Scene): Promise<Record<string, Sample>> => {
  const id = await ids(world)
  await withMail(world)
  const half = await halfSignedIn(world)
  const link = await linkOf(world, id.user)
  return {
    'users.list': { input: {} },
    'users.export': { input: {} },
    'users.view': { input: { id: id.user } },
    'users.me': { input: {} },
    'users.add': { input: { email: 'new@alpha.test', org_id: 2, role_id: 3, password: 'Correct horse 9' } },
    'users.edit': { input: { id: id.user, contactalert: true, password: 'Correct horse 9' } },
    'users.delete': { input: { id: id.user } },
    'users.editMe': { input: { contactalert: true } },
    'users.changePassword': { input: { password: 'Correct horse 10' } },
    'users.editMany': { input: { ids: [id.user], set: { autoalert: true } } },
    'userSettings.list': { input: {} },
    'userSettings.export': { input: {} },
    'userSettings.view': { input: { id: id.setting } },
    'userSettings.get': { input: { setting: 'homepage' } },
    'userSettings.set': { input: { setting: 'homepage', value: { path: '/users/statistics' } } },
    'userSettings.unset': { input: { setting: 'homepage', user_id: id.user } },
    'userSettings.delete': { input: { id: id.setting } },
    'registrations.list': { input: {} },
    'registrations.export': { input: {} },
    'registrations.view': { input: { id: id.registration } },
    'registrations.add': { input: { email: 'new@reg.test' } },
    'registrations.accept': { input: { ids: [id.registration], org_id: 2 } },
    'registrations.discard': { input: { ids: [id.registration] } },
    'statistics.data': { input: {} },
    'statistics.orgs': { input: {} },
    'statistics.users': { input: {} },
    'users.resetAuthKey': { input: { id: id.user } },
    'userMail.resetPassword': { input: { id: id.user } },
    'userMail.write': { input: { id: id.user, subject: 'Hello', body: 'World' } },
    'userMail.preview': { input: { recipient: 'all', subject: 'Hello', message: 'World' } },
    'userMail.send': { input: { recipient: 'all', subject: 'Hello', message: 'World' } },
    'userMail.reach': { input: {} },
    'organisations.list': { input: {} },
    'organisations.export': { input: {} },
    'organisations.view': { input: { id: 2 } },
    'organisations.add': { input: { name: 'Org Delta' } },
    'organisations.edit': { input: { id: 2, sector: 'CERT' } },
    'organisations.delete': { input: { id: id.empty } },
    'organisations.similar': { input: { id: 2 } },
    'organisations.uuid': { input: {} },
    'organisations.uuids': { input: {} },
    ...(await organisationSamples(world)),
    'roles.list': { input: {} },
    'roles.export': { input: {} },
    'roles.view': { input: { id: 3 } },
    'roles.add': { input: { name: 'Custom', permission: 2 } },
    'roles.edit': { input: { id: 3, perm_template: true } },
    'roles.delete': { input: { id: id.spare } },
    'roles.holders': { input: { perm: 'perm_tagger' } },
    'roles.moveMembers': { input: { id: 6, to: 3 } },
    'roles.setDefault': { input: { id: 4 } },
    'roles.unsetDefault': { input: {} },
    'authKeys.list': { input: {} },
    'authKeys.export': { input: {} },
    'authKeys.view': { input: { id: id.key } },
    'authKeys.add': { input: { comment: 'for the walk' } },
    'authKeys.edit': { input: { id: id.key, comment: 'changed' } },
    'authKeys.rotate': { input: { id: id.key, hours: 2 } },
    'authKeys.delete': { input: { id: id.key } },
    'userKeys.find': { input: { email: 'nobody@there.test' } },
    'userKeys.fetch': { input: { fingerprint: 'A'.repeat(40) } },
    'logs.list': { input: {} },
    'logs.view': { input: { id: id.log } },
    'logs.match': { input: {} },
    'logs.export': { input: {} },
    'logs.histogram': { input: {} },
    'logs.facets': { input: {} },
    'logs.retention': { input: { auth: 30 } },
    'logs.days': { input: {} },
    'logs.topApiUsers': { input: {} },
    'logs.usersOfAddresses': { input: { ip: ['127.0.0.1'] } },
    'logs.pruneUpdateLogs': { input: {} },
    'accessLogs.list': { input: {} },
    'accessLogs.export': { input: {} },
    'accessLogs.view': { input: { id: id.request } },
    'accessLogs.monitored': { input: {} },
    'accessLogs.monitor': { input: { user_id: id.user } },
    'jobs.list': { input: {} },
    'jobs.view': { input: { id: id.job } },
    'jobs.index': { input: {} },
    'jobs.progress': { input: { of: String(id.job) } },
    'jobs.states': { input: { ids: [String(id.job)] } },
    'jobs.error': { input: { process_id: id.process } },
    'jobs.retry': { input: { id: id.job } },
    'jobs.cancel': { input: { id: id.waiting } },
    'jobs.discard': { input: { id: id.job } },
    'jobs.retryAll': { input: { status: 'failed', expect: id.failed } },
    'jobs.cancelAll': { input: { status: 'waiting', expect: id.failed } },
    'jobs.discardAll': { input: { status: 'failed', expect: id.failed } },
    'jobs.purge': { input: {} },
    'tasks.list': { input: {} },
    'tasks.view': { input: { id: 1 } },
    'tasks.index': { input: {} },
    'tasks.edit': { input: { id: 1, timer: 48 } },
    'tasks.set': { input: { tasks: [{ id: 1, timer: 24, scheduled_time: '01:00', next_execution_time: '2040-01-01' }] } },
    'tasks.runNow': { input: { id: 1 } },
    'alerts.list': { input: {} },
    'workers.list': { input: {} },
    'workers.status': { input: {} },
    'workers.start': { input: { queue: 'email' } },
    'workers.stop': { input: { id: id.worker } },
    'workers.drain': { input: { id: id.worker } },
    'workers.resume': { input: { id: id.worker } },
    'workers.restart': { input: {} },
    'workers.restartDead': { input: {} },
    'workers.killAll': { input: {} },
    'workers.clear': { input: { queue: 'default' } },
    'workers.pause': { input: { queue: 'email' } },
    'workers.unpause': { input: { queue: 'email' } },
    'settings.list': { input: {} },
    'settings.view': { input: { id: 'MISP.log_auth' } },
    'settings.edit': { input: { id: 'MISP.log_auth', value: true } },
    'session.me': { input: {} },
    'session.add': { input: { email: world.first.email, password: world.first.password } },
    'session.end': { input: {} },
    'session.confirm': { input: { ticket: half.ticket, otp: codeNow(world) } },
    'session.forgot': { input: { email: 'user@alpha.test' } },
    'session.choose': { input: { token: link, password: 'Correct horse 11' } },
    'session.open': { input: {}, vouched: true },
    'session.terms': { input: {}, before: giveTerms },
    'session.acceptTerms': { input: {} },
    'session.prove': { input: { password: world.first.password } },
    'totp.begin': { input: {} },
    'totp.add': { input: { otp: await firstCode(world) } },
    'totp.codes': { input: {}, before: giveAdminTotp },
    'totp.remove': { input: {}, before: giveAdminTotp },
    'totp.delete': { input: { id: half.id } },
    'sessions.of': { input: {} },
    'sessions.history': { input: {} },
    'sessions.end': { input: { session_id: half.session } },
    'sessions.endAll': { input: { user_id: half.id } },
    'sessions.destroy': { input: { email: 'sync@%' } },
    'mails.list': { input: {} },
    'mails.export': { input: {} },
    'mails.view': { input: { id: id.mail } },
    'mails.retry': { input: { id: id.mail } },
    'mails.sendTest': { input: { to: 'test@there.test' } },
    'mails.tryEncryption': { input: { user_id: id.user } },
    'mails.server': { input: {} },
    'mails.key': { input: {} },
    'mails.generateKey': { input: { algorithm: 'curve25519' } },
    'mails.importKey': { input: { key: id.privateKey, passphrase: 'open sesame' } },
    'instance.version': { input: {} },
    'instance.access': { input: {} },
    'attributes.describeTypes': { input: {} },
  }
}

/** A row of Org Beta for each noun whose rows belong to an organisation: nobody of Org Alpha may learn that it exists. */
export const strangersOf = async (world: Scene): Promise<Record<string, string | number>> => {
  const id = await ids(world)
  const log = await world.system.db.log.create({
    data: {
      title: 'User (0): of-beta',
      model: 'User',
      action: 'edit',
      user_id: id.stranger,
      org_id: 3,
      email: 'user@beta.test',
      org: 'Org Beta',
      created: world.system.ports.now(),
    },
  })
  const job = await world.system.db.job.create({
    data: { worker: 'default', job_type: 'errand', job_input: 'of-beta', org_id: 3, user_id: id.stranger },
  })
  return {
    jobs: job.id,
    users: id.stranger,
    totp: id.stranger,
    authKeys: id.strangeKey,
    userSettings: id.strangeSetting,
    logs: Number(log.id),
    mails: id.strangeMail,
  }
}
