import pg from 'pg'
import { type Month, monthOf } from '../../packages/core/src/database/partitions.ts'

/** The size of a seeded community. Its log texts have the form that MISP writes. */
export type Size = { users: number; organisations: number; rows: number; months: number }

const people = ({ users, organisations }: Size) => `
  INSERT INTO organisations (id, name, uuid, sector, nationality, local)
    SELECT n, (ARRAY['CERT','CSIRT','Bank of','University of','Energy','Telecom','Ministry of','Hospital'])[1 + n % 8] || ' '
      || initcap(translate(to_hex(n * 7919), '0123456789', 'ghijklmnop')), gen_random_uuid(),
      (ARRAY['Energy','Finance','Health','Transport','Government'])[1 + n % 5], (ARRAY['Luxembourg','Belgium','France','Germany'])[1 + n % 4], n % 3 < 2
    FROM generate_series(100, 99 + ${organisations}) n;
  INSERT INTO users (id, email, org_id, role_id, nids_sid, change_pw, disabled, termsaccepted, autoalert, date_created, last_login, last_api_access, invited_by)
    SELECT n, (ARRAY['anna','bela','cora','dirk','emil','fenja','goran','hana','ines','jonas'])[1 + n % 10] || '.'
      || (ARRAY['weber','rossi','novak','dubois','jansen','kowalski','silva','horvat'])[1 + (n / 10) % 8] || n
      || '@org' || (100 + n % ${organisations}) || '.example', 100 + n % ${organisations}, (ARRAY[2,3,3,3,3,4,4,5,6,6])[1 + (n / 7) % 10],
      4000000 + n, n % 11 = 0, n % 37 = 0, n % 2 = 0, n % 3 = 0, now() - n % 900 * interval '1 day',
      CASE WHEN n % 5 > 0 THEN now() - (n * 13 % 200) * interval '1 day' END, CASE WHEN n % 3 > 0 THEN now() - (n * 17 % 90) * interval '1 hour' END, 1
    FROM generate_series(100, 99 + ${users}) n;
  SELECT setval('users_id_seq', (SELECT max(id) FROM users)), setval('organisations_id_seq', (SELECT max(id) FROM organisations));`

const hex = (text: string) => `md5(${text})`
const value = `CASE n % 4 WHEN 0 THEN ${hex('n::text')} || substr(${hex("'x' || n")}, 1, 8)
  WHEN 1 THEN 'host' || n || '.' || substr(${hex("'d' || n % 5000")}, 1, 9) || '.example'
  WHEN 2 THEN (n % 223 + 1) || '.' || (n / 7 % 256) || '.' || (n / 3 % 256) || '.' || (n % 256)
  ELSE 'https://' || substr(${hex("'u' || n")}, 1, 12) || '.example/' || substr(${hex("'p' || n")}, 1, 20) END`
const kind = `(ARRAY['Payload delivery/sha1','Network activity/hostname','Network activity/ip-dst','Network activity/url'])[1 + n % 4]`
const event = `(ARRAY['Phishing against','Emotet seen at','Ransomware at','Scan of','Stealer logs of','Watering hole for'])[1 + n / 40 % 6] || ' '
  || (ARRAY['a bank','a hospital','energy suppliers','a ministry','telecoms','a university'])[1 + n / 240 % 6] || ' ' || (2026000 + n / 40 % 9000)`
const profile = `'{"user_agent":"' || (ARRAY['PyMISP 2.5.1 / Python 3.12','curl/8.9.1','MISP 2.5.1','Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/132.0'])[1 + u % 4]
  || '","ip":"' || ip || '","http_method":"' || (ARRAY['GET','POST'])[1 + n % 2] || '","target":"'
  || (ARRAY['/events/restSearch','/attributes/restSearch','/events/index','/users/view/me','/servers/getVersion'])[1 + n % 5] || '"}'`
const key = `substr(${hex("'k' || u")}, 1, 4) || repeat('*', 32) || substr(${hex("'k' || u")}, 5, 4)`

/** What happens in a community, by its share in a thousand. Rare things are rare: about one in 100,000. */
const happenings: [share: number, action: string, model: string, title: string, change: string, changes: boolean][] = [
  [430, 'auth', 'User', `'Successful authentication using API key (' || ${key} || ')'`, profile, false],
  [60, 'login', 'User', `'User (' || u || '): ' || email`, profile, false],
  [20, 'logout', 'User', `'User (' || u || '): ' || email`, `''`, false],
  [12, 'login_fail', 'User', `'Failed login attempt using username ' || email || ' from IP: ' || ip || '.'`, profile, false],
  [8, 'auth_fail', 'User', `'Failed authentication using API key (' || ${key} || ')'`, `''`, false],
  [
    280,
    'add',
    'Attribute',
    `'Attribute (' || n || ') from Event (' || (n / 40) || '): ' || ${kind} || ' ' || ${value}`,
    `'category () => (' || split_part(${kind}, '/', 1) || '), type () => (' || split_part(${kind}, '/', 2) || '), value () => (' || ${value} || '), to_ids () => (1), distribution () => (5)'`,
    true,
  ],
  [
    60,
    'edit',
    'Attribute',
    `'Attribute (' || n || ') from Event (' || (n / 40) || '): ' || ${kind} || ' ' || ${value}`,
    `'comment () => (' || ${event} || '), to_ids (1) => ()'`,
    true,
  ],
  [
    40,
    'add',
    'Event',
    `'Event (' || (n / 40) || '): ' || ${event}`,
    `'info () => (' || ${event} || '), distribution () => (1), threat_level_id () => (2)'`,
    true,
  ],
  [35, 'publish', 'Event', `'Event (' || (n / 40) || '): ' || ${event}`, `'published () => (1)'`, true],
  [20, 'email', 'User', `'Email to ' || email || ' sent, titled "Event ' || (n / 40) || ' - ' || ${event} || '".'`, `''`, false],
  [
    25,
    'edit',
    'User',
    `'User (' || u || '): ' || email`,
    `'autoalert () => (1), nids_sid (' || (4000000 + u) || ') => (' || (5000000 + n) || ')'`,
    true,
  ],
  [
    10,
    'add',
    'AuthKey',
    `'AuthKey (' || n || '): abcd…wxyz'`,
    `'user_id () => (' || u || '), comment () => (made for script ' || n || ')'`,
    true,
  ],
]

const cases = (pick: (one: (typeof happenings)[number]) => string) => {
  let edge = 0
  const whens = happenings.map((one) => `WHEN dice < ${(edge += one[0])} THEN ${pick(one)}`)
  return `CASE ${whens.join('\n')} ELSE ${pick(happenings[0] ?? [0, '', '', `''`, `''`, false])} END`
}

const rowsOf = ({ users, organisations }: Size, { from, to, name }: Month, first: number, many: number) => `
  INSERT INTO parts.${name} (id, created, settled, title, model, model_id, action, user_id, org_id, email, org, change, description, before, after, ip,
    request_id, user_agent, auth_key_id, request_type, event_id)
  SELECT n, moment, true, ${cases((one) => one[3])}, ${cases((one) => `'${one[2]}'`)}, CASE WHEN dice < 530 THEN u ELSE n END,
    CASE WHEN n % 100003 = 7 THEN 'auth_alert' ELSE ${cases((one) => `'${one[1]}'`)} END, u, 100 + u % ${organisations}, email, org,
    ${cases((one) => one[4])}, '', NULL, CASE WHEN ${cases((one) => String(one[5]))} THEN json_build_object('value', n, 'distribution', 5) END,
    CASE WHEN n % 3 > 0 THEN ip END, gen_random_uuid()::text, 'PyMISP 2.5.1', CASE WHEN dice < 430 THEN u END, CASE WHEN dice < 430 OR dice >= 530 THEN 1 WHEN n % 50 = 0 THEN 2 ELSE 0 END,
    CASE WHEN dice >= 530 AND dice < 945 THEN n / 40 END
  FROM (SELECT n, dice, u, moment, users.email::text AS email, organisations.name AS org, '10.' || u % 200 || '.' || n % 50 || '.' || u % 250 AS ip
    FROM (SELECT n, (n * 7919::bigint % 1000)::int AS dice,
        -- Few people do most of it.
        100 + (power(random(), 3) * (${users} - 1))::int AS u,
        '${from}'::timestamptz + (n - ${first}) * (LEAST('${to}'::timestamptz, now()) - '${from}'::timestamptz) / ${many} AS moment
      FROM generate_series(${first}, ${first + many - 1}) n) r
    JOIN users ON users.id = u JOIN organisations ON organisations.id = 100 + u % ${organisations}) l`

const months = (size: Size, now: Date) => Array.from({ length: size.months }, (_, back) => monthOf(now, back + 1 - size.months))

/** Months are filled bare and then attached, which makes their indexes at once. */
export const seedScale = async (url: string, size: Size, say: (line: string) => void) => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query("SET maintenance_work_mem = '1GB'; SET synchronous_commit = off; SET max_parallel_maintenance_workers = 2")
  await client.query(people(size))
  const each = Math.floor(size.rows / size.months)
  for (const [at, month] of months(size, new Date()).entries()) {
    const begin = performance.now()
    await client.query(
      `DROP TABLE IF EXISTS parts.${month.name}; CREATE TABLE parts.${month.name} (LIKE parts.logs_settled INCLUDING DEFAULTS INCLUDING CONSTRAINTS)`,
    )
    await client.query(rowsOf(size, month, 10_000_000 + at * each, each))
    const filled = performance.now()
    await client.query(
      `ALTER TABLE parts.logs_settled ATTACH PARTITION parts.${month.name} FOR VALUES FROM ('${month.from}') TO ('${month.to}')`,
    )
    say(
      `${month.name}: ${each} rows in ${((filled - begin) / 1000).toFixed(1)} s, indexes in ${((performance.now() - filled) / 1000).toFixed(1)} s`,
    )
  }
  await client.query(`TRUNCATE log_hours; INSERT INTO log_hours SELECT date_trunc('hour', created, 'UTC'), action, model, request_type,
    before IS NOT NULL OR after IS NOT NULL, count(*) FROM parts.logs_settled GROUP BY 1, 2, 3, 4, 5`)
  await client.query("SELECT setval('logs_id_seq', (SELECT max(id) FROM logs))")
  await client.query('VACUUM ANALYZE logs, log_hours, users, organisations')
  await client.end()
}
