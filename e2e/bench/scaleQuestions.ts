const month = (back: number) => new Date(Date.now() - back * 30 * 86_400_000).toISOString()
const logs = (query: Record<string, string>, action = '') => `/api/logs${action}?${new URLSearchParams(query)}`

/** One filter at a time: frequent, rare and absent values of each. */
const single: Record<string, string>[] = [
  { title: 'Successful authentication' },
  { title: 'Attribute (' },
  { title: 'Ransomware at a hospital 2030001' },
  { title: 'host10400001' },
  { title: 'neverwritten' },
  { title: 'zq' },
  { change: 'user_agent' },
  { change: 'to_ids (1) => ()' },
  { change: 'made for script 12000' },
  { change: 'nothing like it' },
  { email: 'anna' },
  { email: 'anna.weber100@' },
  { email: 'jonas.horvat19999@org1999.example' },
  { email: 'nobody@nowhere' },
  { org: 'CERT' },
  { org: 'Hospital kj' },
  { org: 'no such house' },
  { ip: '10.' },
  { ip: '10.17.33.' },
  { ip: '192.168.1.1' },
  { action: 'auth' },
  { action: 'publish' },
  { action: 'auth_alert' },
  { action: 'wipe_default' },
  { model: 'User' },
  { model: 'AuthKey' },
  { model: 'Feed' },
  { model_id: '10400001' },
  { user_id: '100' },
  { user_id: '19000' },
  { user_id: '77777' },
  { org_id: '150' },
  { request_type: 'key' },
  { request_type: 'background' },
  { auth_key_id: '4000' },
  { event_id: '300000' },
  { request_id: 'e7c1f3d2-0000-4000-8000-000000000000' },
  { from: month(6) },
  { to: month(6) },
]
const both: Record<string, string>[] = [
  { action: 'edit', email: 'anna' },
  { title: 'Ransomware', from: month(7), to: month(5) },
  { org: 'University', action: 'login_fail', ip: '10.1' },
  { user_id: '2000', title: 'host' },
]
const counted: Record<string, string>[] = [
  {},
  { action: 'publish' },
  { model: 'Event', from: month(2) },
  { title: 'Ransomware' },
  { title: 'Successful authentication' },
  { change: 'neverwritten' },
  { email: 'anna' },
  { org_id: '150' },
  { user_id: '100' },
  { from: month(3), to: month(2) },
]

/** What is asked of the log, by kind. */
export const asked: [string, string[]][] = [
  ['Log, first page', ['/api/logs', '/api/logs?limit=1']],
  ['Log, one filter', single.map((query) => logs(query))],
  ['Log, several filters', both.map((query) => logs(query))],
  ['Histogram', counted.map((query) => logs(query, '/histogram'))],
  ['Facets', counted.map((query) => logs(query, '/facets'))],
]

/** Every sort of users, both ways, with filters that find many, few and none. */
export const userQuestions = async (ask: (path: string) => Promise<string>) => {
  const document: { paths: Record<string, { get?: { parameters?: { name: string; schema: { enum?: string[] } }[] } }> } = JSON.parse(
    await ask('/api/openapi.json'),
  )
  const sorts = document.paths['/api/users']?.get?.parameters?.find(({ name }) => name === 'sort')?.schema.enum ?? []
  const filters = [
    '',
    'search=anna',
    'search=a',
    'search=rossi1234',
    'search=hospital',
    'search=hospital kj',
    'search=publisher',
    'search=nobodylikethis',
    'search=anna|!weber',
    'email=org199',
    'org_id=150',
    'role_id=3',
    'role_id=2',
    'disabled=1',
    'disabled=0',
    'inactive=1',
  ]
  return filters.flatMap((one) => ['', ...sorts.map((sort) => `sort=${sort}`)].map((sort) => `/api/users?${one}&${sort}`))
}
