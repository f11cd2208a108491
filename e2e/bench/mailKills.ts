/**
 * Mails under fire, on both back ends, in an installation as `npm start` makes it: while mails are asked for at the api, it, the worker,
 * the embedded PostgreSQL, the launcher and Redis are killed (-9) at random instants, and the mail server has outages: it answers 4xx,
 * then 5xx, then cuts connections. None may be lost, none may reach the mail server twice, only a 5xx may refuse one, and what is in
 * doubt was under way when something was killed: first only those are killed who have no mail in hand, and nothing may be in doubt.
 * By hand: `node e2e/bench/mailKills.ts [seed] [mails] [kills] [back end]`.
 */

import { setTimeout as sleep } from 'node:timers/promises'
import pino from 'pino'
import { readEnv } from '../../packages/core/src/kernel/process/env.ts'
import { openSystem } from '../../packages/core/src/system.ts'
import { smtpSink } from '../../packages/core/src/testing/smtpSink.ts'
import { launchedInstance } from './launchedInstance.ts'
import { plantMails, text } from './mailWorld.ts'
import { type BackEnd, onBackEnds } from './mortalInstance.ts'
import { insist, inWords, killAll, type Victim } from './victims.ts'

const [, , seedSaid = 1, mailsSaid = 3000, killsSaid = 60, only] = process.argv
const [seed, mails, kills] = [Number(seedSaid), Number(mailsSaid), Number(killsSaid)]
/** Mails released before each kill: half of them one by one, the rest as one mail to as many users. */
const perKill = Math.ceil(mails / kills)
const half = Math.ceil(perKill / 2)
/** The mail server takes its time, so that workers are killed with mails in hand. */
const thinks = 400
const patience = 600_000

const world = async (backEnd: BackEnd) => {
  const sink = await smtpSink({ thinks })
  const { key, address, env, stop, ...instance } = await launchedInstance(backEnd)
  const system = await openSystem(readEnv(env()), { log: pino({ level: 'silent' }) })
  const { people } = await plantMails(system, sink.port, 'Curve25519')
  // The processes that run already hear of the new settings.
  await system.pool.query(`SELECT pg_notify('reeve', 'settings ')`)
  await system.close()
  return {
    ...instance,
    sink,
    people,
    caller: { address, key },
    stop: async () => {
      await stop()
      await sink.close()
    },
  }
}
type World = Awaited<ReturnType<typeof world>>

/** What was done but not answered, because the api was killed, is asked again and makes mails of its own. */
const post = ({ address, key }: World['caller'], where: string, body: object) =>
  insist(address + where, 60_000, {
    headers: { Authorization: key, Accept: 'application/json', 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  })

/** Asks for the mails that go with one kill; each asking has a subject of its own. */
const release = ({ caller, people }: World, round: number) => {
  const some = Array.from({ length: perKill }, (_, n) => people[(round * perKill + n) % people.length] ?? 1)
  const single = some
    .slice(0, half)
    .map((id, n) => post(caller, `/admin/users/quickEmail/${id}`, { subject: `One ${round} ${n}`, body: text }))
  const many = { recipient: 'users', user_ids: some.slice(half), subject: `Many ${round}`, message: text }
  return Promise.all([...single, post(caller, '/api/userMail/send', many)])
}

const outages = [undefined, '4xx', undefined, '5xx', undefined, 'cut'] as const

type Found = { status: string; n: number }
const openStates = new Set(['queued', 'sending', 'deferred', 'held'])
/** How the ledger stands once nothing is under way, or patience is over. */
const untilOver = async ({ ask }: World) => {
  let found: Found[] = []
  for (const end = Date.now() + patience; Date.now() < end; await sleep(1000)) {
    found = await ask<Found>(`SELECT status, count(*)::int AS n FROM mails WHERE kind = 'message' GROUP BY 1 ORDER BY 1`)
    const [jobs] = await ask<{ n: number }>(
      `SELECT count(*)::int AS n FROM jobs WHERE job_type IN ('admin_email', 'send_mail') AND status IN ('waiting', 'running')`,
    )
    if (jobs?.n === 0 && !found.some(({ status }) => openStates.has(status))) break
  }
  return Object.fromEntries(found.map(({ status, n }) => [status, n]))
}

const wanting = `
  SELECT (SELECT count(*) FROM (SELECT subject FROM mails WHERE subject LIKE 'Many %' GROUP BY subject HAVING count(DISTINCT user_id) = ${perKill - half}) a)::int AS many,
    (SELECT count(DISTINCT subject) FROM mails WHERE subject LIKE 'One %')::int AS single,
    (SELECT count(*) FROM (SELECT 1 FROM mails WHERE batch IS NOT NULL GROUP BY batch, user_id HAVING count(*) > 1) a)::int AS repeated,
    (SELECT count(*) FROM mails WHERE status = 'in_doubt' AND attempts <> 1)::int AS again`
type Wanting = { many: number; single: number; repeated: number; again: number }

/** One part of the run: so many kills of these, and what the ledger and the mail server say afterwards. */
const part = async (here: World, name: string, victims: Record<string, Victim>, from: number, to: number) => {
  const begin = performance.now()
  const asked: Promise<unknown>[] = []
  const before = (count: number) => {
    here.sink.state.outage = outages[(from + count) % outages.length]
    asked.push(release(here, from + count))
  }
  const { killed } = await killAll({ victims, seed: seed + from, kills: to - from, pause: { least: 0, most: 2500 }, before })
  here.sink.state.outage = undefined
  await Promise.all(asked)
  const standing = await untilOver(here)
  const [rows = { many: 0, single: 0, repeated: 1, again: 1 }] = await here.ask<Wanting>(wanting)
  const accepted = await here.ask<{ message_id: string }>(`SELECT message_id FROM mails WHERE status = 'accepted'`)
  const doubtful = await here.ask<{ message_id: string }>(`SELECT message_id FROM mails WHERE status = 'in_doubt'`)
  const refused = await here.ask<{ message_id: string }>(`SELECT message_id FROM mails WHERE status = 'refused' AND kind = 'message'`)
  const got = here.sink.got.map(({ messageId }) => messageId)
  const arrived = new Set(got)
  const lost = accepted.filter(({ message_id }) => !arrived.has(message_id)).length + to - rows.many + to * half - rows.single
  const twice = got.length - arrived.size
  const inDoubt = doubtful.length
  const came = doubtful.filter(({ message_id }) => arrived.has(message_id)).length
  const wronged = refused.filter(({ message_id }) => arrived.has(message_id)).length
  const over = Object.keys(standing).every((status) => ['accepted', 'in_doubt', 'refused'].includes(status))
  console.log(
    `${name}: ${inWords(killed)} killed in ${((performance.now() - begin) / 1000).toFixed(0)} s; ledger: ${inWords(standing)}; the mail server got ${got.length}, ` +
      `${twice} twice, ${lost} lost, ${rows.repeated} repeated in a batch; of those in doubt ${came} had come`,
  )
  return { sound: over && wronged === 0 && twice === 0 && lost === 0 && rows.repeated === 0 && rows.again === 0, inDoubt }
}

const bench = async (backEnd: BackEnd) => {
  const here = await world(backEnd)
  try {
    const { api, redis, ...handling } = { redis: undefined, ...here.victims }
    const quiet = Math.ceil(kills / 5)
    const first = await part(here, `${backEnd}, nobody with a mail in hand`, { api, ...(redis && { redis }) }, 0, quiet)
    const all = await part(here, `${backEnd}, everybody`, { api, ...(redis && { redis }), ...handling }, quiet, kills)
    const met = first.sound && first.inDoubt === 0 && all.sound
    console.log(`${backEnd}: seed ${seed}, ${kills} kills: ${met ? 'nothing lost, nothing twice' : 'NOT MET'}`)
    return met
  } finally {
    await here.stop()
  }
}

await onBackEnds(only, bench)
