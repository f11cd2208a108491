import { expect, it } from 'vitest'
import { callOf } from './call.ts'

const call = (method: string, url: string, more: { accept?: string; body?: unknown } = {}) =>
  callOf({ method, url, accept: 'application/json', ...more })
const address = (method: string, url: string) => {
  const { controller, action, ids, named } = call(method, url)
  return [`${controller}/${action}`, ids, { ...named }]
}
const uuid = '5c1b5a5e-0000-4000-8000-0000000000b1'

it.each<[string, string, unknown[]]>([
  ['GET', '/', ['events/index', [], {}]],
  ['GET', '//users//view/3', ['users/view', ['3'], {}]],
  ['GET', '/admin/users', ['users/admin_index', [], {}]],
  ['GET', '/admin/users/index', ['users/admin_index', [], {}]],
  ['GET', '/users/admin_index', ['users/admin_index', [], {}]],
  ['GET', '/roles.json', ['roles/index', [], {}]],
  ['GET', '/sharing_groups/view/1', ['sharinggroups/view', ['1'], {}]],
  ['GET', '/sharingGroups/View/1', ['sharinggroups/view', ['1'], {}]],
  ['GET', '/SharingGroups/VIEW/1', ['sharinggroups/view', ['1'], {}]],
  ['GET', '/auth-keys/index', ['authkeys/index', [], {}]],
  ['POST', '/events/restsearch', ['events/restsearch', [], {}]],
  ['GET', '/users/view/me.json', ['users/view', ['me'], {}]],
  ['GET', '/attributes/search/value:8.8.8.8.json', ['attributes/search', [], { value: '8.8.8.8' }]],
  ['GET', '/organisations/index/scope:external.json?x=1', ['organisations/index', [], { scope: 'external' }]],
  ['GET', '/organisations/view/Org+Beta', ['organisations/view', ['Org Beta'], {}]],
  ['GET', '/organisations/view/Org%20Beta', ['organisations/view', ['Org Beta'], {}]],
  ['GET', '/logs/index/limit:5/7/page:2/8', ['logs/index', ['7', '8'], { limit: '5', page: '2' }]],
  ['GET', '/limit:5/logs/index', ['logs/index', [], { limit: '5' }]],
  ['GET', '/events/addTag/1/tlp:amber', ['events/addtag', ['1'], { tlp: 'amber' }]],
  ['GET', '/x/y/id[]:1/id[]:2', ['x/y', [], { id: ['1', '2'] }]],
  ['GET', '/x/y/a:1/a:2', ['x/y', [], { a: '2' }]],
  ['GET', '/x/y/url:http://a', ['x/y', ['a'], { url: 'http:' }]],
  ['GET', '/events', ['events/index', [], {}]],
  ['POST', '/events', ['events/add', [], {}]],
  ['POST', '/events/limit:1', ['events/add', [], { limit: '1' }]],
  ['GET', '/events/12', ['events/view', ['12'], {}]],
  ['HEAD', `/attributes/${uuid}`, ['attributes/view', [uuid], {}]],
  ['PUT', '/events/12', ['events/edit', ['12'], {}]],
  ['POST', '/attributes/12', ['attributes/edit', ['12'], {}]],
  ['DELETE', '/events/12.json', ['events/delete', ['12'], {}]],
  ['POST', '/users', ['users/index', [], {}]],
  ['DELETE', '/users/12', ['users/12', [], {}]],
  ['GET', '/admin', ['events/admin_index', [], {}]],
  ['GET', '/users/view/%zz', ['users/view', ['%zz'], {}]],
  ['GET', '/users/view/%00', ['users/view', ['\0'], {}]],
])('%s %s', (method, url, expected) => expect(address(method, url)).toEqual(expected))

it.each<[string | undefined, string, string]>([
  ['application/json', '/x/y', 'json'],
  ['application/json; charset=utf-8', '/x/y', 'json'],
  ['application/json, text/plain, */*', '/x/y', 'json'],
  ['application/json;q=0.5, text/html', '/x/y', 'page'],
  ['text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', '/x/y', 'page'],
  ['text/csv', '/x/y', 'csv'],
  ['application/xml', '/x/y', 'xml'],
  ['*/*', '/x/y', 'page'],
  [undefined, '/x/y', 'page'],
  ['__proto__, constructor', '/x/y', 'page'],
  ['text/html', '/x/y.json', 'json'],
  ['text/html', '/x/y/1.XML', 'xml'],
  ['application/json', '/x/y.csv?a=b.xml', 'csv'],
])('%s at %s is answered as %s', (accept, url, format) => expect(callOf({ method: 'GET', url, accept }).format).toBe(format))

it('keeps names of the language as names', () => {
  const { named, query } = call('GET', '/x/y/__proto__:a/constructor:b?__proto__=c&toString=d&l[]=1&l[]=2')
  expect(Object.entries(named)).toEqual([
    ['__proto__', 'a'],
    ['constructor', 'b'],
  ])
  expect(Object.entries(query)).toEqual([
    ['__proto__', 'c'],
    ['toString', 'd'],
    ['l', ['1', '2']],
  ])
  expect(Object.getPrototypeOf(named)).toBeNull()
  expect(Object.getPrototypeOf({})).not.toHaveProperty('a')
})

/** A repeatable stream of nonsense: the same for every run. */
const nonsense = (seed: number) => {
  const pieces = [
    '/',
    '//',
    ':',
    ';',
    '[]',
    '[',
    ']',
    '%',
    '%00',
    '%2F',
    '%3A',
    '%zz',
    '+',
    '?',
    '&',
    '=',
    '.json',
    '.xml',
    '__proto__',
    'constructor',
    'admin',
    'events',
    'users',
    '12',
    uuid,
    '||',
    'ä',
    '\u0000',
    '..',
    '#',
    ' ',
  ]
  let state = seed
  const next = () => (state = (state * 1_103_515_245 + 12_345) % 2_147_483_648)
  return `/${Array.from({ length: next() % 12 }, () => pieces[next() % pieces.length]).join('')}`
}
const methods = ['GET', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'HEAD', 'PATCH', 'constructor']

it('security 27: takes any nonsense apart without stumbling or growing a prototype', () => {
  for (let seed = 1; seed < 20_000; seed++) {
    const url = nonsense(seed)
    const { controller, action, ids, named, query } = call(methods[seed % methods.length] ?? 'GET', url)
    const where = `${seed} ${url}`
    expect(typeof controller, where).toBe('string')
    expect(action, where).toBe(action.toLowerCase())
    expect(
      ids.every((id) => typeof id === 'string' && !id.includes(':')),
      where,
    ).toBe(true)
    for (const value of [...Object.values(named), ...Object.values(query)])
      expect(
        [value].flat().every((one) => typeof one === 'string'),
        where,
      ).toBe(true)
  }
  expect(Object.keys(Object.prototype)).toEqual([])
})

it.each(methods)('security 27: %s stands for an action or for none, never for a property of an object', (method) => {
  for (const url of ['/events/12', '/attributes', `/attributes/${uuid}`, '/events/constructor'])
    expect(['view', 'edit', 'delete', 'add', 'index', '12', uuid, 'constructor']).toContain(call(method, url).action)
})
