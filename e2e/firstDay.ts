/**
 * The first day of an instance, through the wire alone and with one auth key: an organisation, a role, ten users from a CSV file,
 * a key for each; one of them acts with its key and is refused what it may not do; the log tells it all.
 *
 *   node_modules/.bin/node e2e/firstDay.ts http://127.0.0.1:3000 <auth key of a site admin>
 */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import path from 'node:path'

const [base = '', key = ''] = process.argv.slice(2)
if (!base || !key) {
  console.error('Usage: node e2e/firstDay.ts <address> <auth key>')
  process.exit(2)
}

type Json = Record<string, never>
type Answer = { status: number; body: Json & { [index: number]: Json } }
const as =
  (authkey: string) =>
  async (method: 'GET' | 'POST', where: string, body?: object): Promise<Answer> => {
    const answer = await fetch(`${base}${where}`, {
      method,
      headers: { authorization: authkey, accept: 'application/json', 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    })
    return { status: answer.status, body: (await answer.json()) as Answer['body'] }
  }
const admin = as(key)
const said = (step: string, found: unknown) => console.log(`${step.padEnd(46)} ${String(found)}`)
const at = (value: unknown, ...keys: string[]): string =>
  String(keys.reduce<unknown>((inner, name) => (inner as Json | undefined)?.[name], value))

const organisation = await admin('POST', '/admin/organisations/add', {
  name: 'First Test',
  nationality: 'Luxembourg',
  sector: 'CERT',
  local: true,
})
assert.equal(organisation.status, 200, JSON.stringify(organisation.body))
const org_id = at(organisation.body, 'Organisation', 'id')
said('organisation added', `${at(organisation.body, 'Organisation', 'name')} (${org_id})`)

const role = await admin('POST', '/admin/roles/add', { Role: { name: 'First Analyst', permission: '1', perm_auth: 1, perm_tagger: true } })
assert.equal(role.status, 200, JSON.stringify(role.body))
const role_id = at(role.body, 'Role', 'id')
said('role added', `${at(role.body, 'Role', 'name')} (${role_id}), ${at(role.body, 'Role', 'permission_description')}`)

const [head = '', ...lines] = readFileSync(path.join(import.meta.dirname, 'firstDay.csv'), 'utf8')
  .trim()
  .split('\n')
const people = lines.map((line) => Object.fromEntries(line.split(',').map((value, n) => [head.split(',')[n], value])))
const keys = new Map<string, string>()
for (const person of people) {
  const user = await admin('POST', '/admin/users/add', { User: { ...person, org_id, role_id, change_pw: 0 } })
  assert.equal(user.status, 200, JSON.stringify(user.body))
  const made = await admin('POST', `/auth_keys/add/${at(user.body, 'User', 'id')}`, { comment: 'made on the first day' })
  const raw = at(made.body, 'AuthKey', 'authkey_raw')
  assert.match(raw, /^[a-zA-Z0-9]{40}$/)
  keys.set(String(person.email), raw)
}
said('users added from the file, a key for each', keys.size)

const listed = await admin('GET', `/admin/users/index/searchorg:${org_id}`)
assert.equal(Object.keys(listed.body).length, people.length)
said('users listed in the organisation', Object.keys(listed.body).length)

const ada = as(keys.get('ada@first.test') ?? '')
const me = await ada('GET', '/users/view/me')
assert.equal(at(me.body, 'User', 'email'), 'ada@first.test')
said('ada looks at herself', at(me.body, 'User', 'email'))

for (const [method, where, body] of [
  ['POST', '/admin/users/add', { email: 'intruder@first.test', org_id, role_id: 1 }],
  ['POST', `/admin/organisations/edit/${org_id}`, { name: 'Mine' }],
  ['GET', '/admin/users/index', undefined],
  ['GET', '/admin/logs/index', undefined],
] as const) {
  const refused = await ada(method, where, body)
  assert.deepEqual([refused.status, at(refused.body, 'message')], [403, 'You do not have permission to use this functionality.'])
  said(`ada is refused ${method} ${where}`, refused.status)
}
const kept = await ada('GET', `/organisations/view/${org_id}`)
assert.equal(at(kept.body, 'Organisation', 'name'), 'First Test')

const wrong = await as('x'.repeat(40))('GET', '/users/view/me')
assert.equal(wrong.status, 403)

const logged = async (filter: object) =>
  Object.values((await admin('POST', '/admin/logs/index', { limit: 1000, ...filter })).body).map((row) => at(row, 'Log', 'title'))
const words: [object, RegExp, number][] = [
  [{ model: 'Organisation', action: 'add', title: 'First Test' }, /^First Test$/, 1],
  [{ model: 'Role', action: 'add', title: `Role (${role_id})%` }, /^Role \(\d+\): First Analyst$/, 1],
  [{ model: 'User', action: 'add', title: '%@first.test' }, /^User \(\d+\): \w+@first\.test$/, people.length],
  [{ model: 'AuthKey', action: 'add', change: '%made on the first day%' }, /^AuthKey \(\d+\)$/, people.length],
  [{ action: 'auth_fail', title: '%(xxxx%' }, /^Failed authentication using API key \(xxxx\*{32}xxxx\)$/, 1],
]
for (const [filter, pattern, count] of words) {
  const titles = await logged(filter)
  assert.equal(titles.length, count, `${JSON.stringify(filter)}: ${titles.join(', ')}`)
  for (const title of titles) assert.match(title, pattern)
  said(`the log says (${count}×)`, titles[0])
}
console.log('All as it should be.')
