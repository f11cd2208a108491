import { codeNow } from './codes.ts'
import { organisationSamples } from './organisationSamples.ts'
import {
  allowWatching,
  asked,
  firstCode,
  giveAdminTotp,
  giveTerms,
  halfSignedIn,
  halfSignedInByMail,
  type Ids,
  linkOf,
  withMail,
} from './sampleWorld.ts'
import type { Scene, Who } from './scene.ts'

/** What a walk needs to know of an operation: a valid input, and whose it is where that is not the admin's. */
export type Sample = {
  input: object
  as?: Who
  vouched?: true
  before?: (world: Scene) => Promise<unknown>
  /** What has to be said along with a field that the input leaves out, by the key of that field. */
  along?: Record<string, object>
}

const mailedTo = { user_ids: { recipient: 'users' }, org_ids: { recipient: 'organisations' } }

/** One valid call for every operation of the catalogue; a new operation needs a line here before the walks accept it. */
export const samplesOf = async (world: Scene, id: Ids): Promise<Record<string, Sample>> => {
  await withMail(world)
  const half = await halfSignedIn(world)
  const mailed = await halfSignedInByMail(world)
  const link = await linkOf(world, id.user)
  return {
    'users.list': { input: {} },
    'users.export': { input: {} },
    'users.view': { input: { id: id.user } },
    'users.me': { input: {} },
    'users.add': { input: { email: 'new@alpha.test', org_id: 2, role_id: 3, password: 'Correct horse 9' } },
    'users.edit': { input: { id: id.user, contactalert: true, password: 'Correct horse 9' } },
    'users.delete': { input: { id: id.user } },
    'users.deletion': { input: { id: id.user } },
    'users.editMe': { input: { contactalert: true } },
    'users.changePassword': { input: { password: 'Correct horse 10' } },
    'users.editMany': { input: { ids: [id.user], set: { autoalert: true } }, along: { where: { ids: undefined } } },
    'users.import': { input: { rows: [{ email: 'new@alpha.test', organisation: 'Org Alpha' }] } },
    'userSettings.list': { input: {} },
    'userSettings.export': { input: {} },
    'userSettings.view': { input: { id: id.setting } },
    'userSettings.get': { input: { setting: 'homepage' } },
    'userSettings.set': { input: { setting: 'homepage', value: { path: '/users/statistics' } } },
    'userSettings.unset': { input: { setting: 'homepage', user_id: id.user } },
    'userSettings.delete': { input: { id: id.setting } },
    'savedViews.list': { input: {} },
    'savedViews.view': { input: { id: id.view } },
    'savedViews.add': { input: { noun: 'users', name: 'Disabled', query: 'disabled=1' } },
    'savedViews.edit': { input: { id: id.view, name: 'Renamed' } },
    'savedViews.delete': { input: { id: id.view } },
    'registrations.list': { input: {} },
    'registrations.export': { input: {} },
    'registrations.view': { input: { id: id.registration } },
    'registrations.add': { input: { email: 'new@reg.test' } },
    'registrations.accept': { input: { ids: [id.registration], org_id: 2 } },
    'registrations.discard': { input: { ids: [id.registration] } },
    'statistics.data': { input: {} },
    'statistics.orgs': { input: {} },
    'statistics.users': { input: {} },
    'statistics.activity': { input: {} },
    'users.resetAuthKey': { input: { id: id.user } },
    'userMail.resetPassword': { input: { id: id.user } },
    'userMail.write': { input: { id: id.user, subject: 'Hello', body: 'World' } },
    'userMail.requestAccess': { input: {}, along: mailedTo },
    'userMail.preview': { input: { recipient: 'all', subject: 'Hello', message: 'World' }, along: mailedTo },
    'userMail.send': { input: { recipient: 'all', subject: 'Hello', message: 'World' }, along: mailedTo },
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
    'accessLogs.monitor': { input: { user_id: id.user }, before: allowWatching },
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
    'tasks.preview': { input: { id: 1, timer: 48 } },
    'tasks.runNow': { input: { id: 1 } },
    'alerts.list': { input: {} },
    'attention.now': { input: {} },
    'attention.figures': { input: {} },
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
    'settings.values': { input: {} },
    'settings.replace': { input: { values: { MISP: { log_auth: true } } } },
    'session.me': { input: {} },
    'session.add': { input: { email: world.first.email, password: world.first.password } },
    'session.end': { input: {} },
    'session.confirm': { input: { ticket: half.ticket, otp: codeNow(world) } },
    'session.confirmMailed': { input: mailed },
    'session.mailCode': { input: { ticket: mailed.ticket } },
    'session.forgot': { input: { email: 'user@alpha.test' } },
    'session.link': { input: { token: link } },
    'session.choose': { input: { token: link, password: 'Correct horse 11' } },
    'session.open': { input: {}, vouched: true },
    'session.terms': { input: {}, before: giveTerms },
    'session.acceptTerms': { input: {} },
    'terms.current': { input: {}, before: giveTerms },
    'terms.set': { input: { name: 'terms.md', content: 'U2hhcmUgYWxpa2Uu' } },
    'terms.remove': { input: {}, before: giveTerms },
    'session.prove': { input: { password: world.first.password } },
    'totp.begin': { input: {} },
    'totp.add': { input: { otp: await firstCode(world) } },
    'totp.codes': { input: {}, before: giveAdminTotp },
    'totp.remove': { input: {}, before: giveAdminTotp },
    'totp.delete': { input: { id: half.id } },
    'sessions.of': { input: {} },
    'sessions.history': { input: {} },
    'sessions.end': { input: { session_id: half.session } },
    'sessions.unblock': { input: { user_id: id.user } },
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

/** What belongs to Org Beta, which users of Org Alpha may not learn of. */
export type Strangers = {
  /** A row by noun, for operations on rows. */
  rows: Record<string, string | number>
  /** An id by the noun that a field names. */
  ids: Record<string, string | number>
  /** An id by the key of a field whose noun is not declared. */
  fields: Record<string, string | number>
  users: number[]
}
export const strangersOf = async (world: Scene, id: Ids): Promise<Strangers> => {
  const { db, ports } = world.system
  const about = { action: 'edit', user_id: id.stranger, org_id: 3, email: 'user@beta.test', org: 'Org Beta', created: ports.now() }
  const log = await db.log.create({
    data: { ...about, title: 'User (0): of-beta', model: 'User', model_id: id.stranger, before: { nids_sid: 1 }, after: { nids_sid: 2 } },
  })
  const job = await db.job.create({
    data: { worker: 'default', job_type: 'errand', job_input: 'of-beta', org_id: 3, user_id: id.stranger, progress: 42 },
  })
  const view = await db.savedView.create({ data: { name: 'of-beta', noun: 'users', query: '', org_id: 3 } })
  const session = ports.random.uuid()
  const expires = new Date(ports.now().getTime() + 3_600_000)
  await db.session.create({ data: { id: session, token_hash: 'of-beta', user_id: id.stranger, expires, user_agent: 'of-beta' } })
  await db.accessLog.create({ data: { ...asked, user_id: id.stranger, org_id: 3, url: '/of-beta' } })
  const users = await db.user.findMany({ where: { org_id: 3 } })
  const rows = {
    jobs: job.id,
    users: id.stranger,
    userMail: id.stranger,
    totp: id.stranger,
    authKeys: id.strangeKey,
    userSettings: id.strangeSetting,
    savedViews: view.id,
    logs: Number(log.id),
    undo: Number(log.id),
    mails: id.strangeMail,
  }
  return {
    rows,
    ids: { ...rows, organisations: 3, sessions: session },
    fields: { of: String(job.id), process_id: job.process_id },
    users: users.map((user) => user.id),
  }
}
