/**
 * What an installation keeps of the machine: at rest after a start, and after mixed requests. By hand:
 * `node e2e/bench/memory.ts [requests] [seconds of rest]`. Targets: launcher, api and worker together at most 300 MB (PSS) at rest, the
 * launcher under 50; the api under 350 MB (RSS) after 20,000 requests. It fails unless they are met.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '../../apps/cli/src/freePort.ts'
import { below, launch } from '../launcher.ts'

const [requests = 20_000, rest = 30] = process.argv.slice(2).map(Number)
const key = 'memory'.padEnd(40, '0')
const folder = mkdtempSync(path.join(tmpdir(), 'reeve-memory-'))
const port = await freePort()
const address = `http://127.0.0.1:${port}`
const files = { launcher: 'apps/cli/src/start.ts', api: 'apps/api/src/main.ts', worker: 'apps/worker/src/main.ts' }
type Name = keyof typeof files

/** In MB: what the process holds, and its share of what it holds together with others. */
const sizeOf = (pid: number) => {
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')
  const read = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(text)?.[1]) / 1024
  return { rss: read('Rss'), pss: read('Pss') }
}

const call = async (method: string, where: string, body?: object) => {
  const answer = await fetch(address + where, {
    method,
    headers: { authorization: key, accept: 'application/json', ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  })
  await answer.arrayBuffer()
  return answer.status
}

/** What scripts and people ask, by turns; most of it reads. */
const turns: ((n: number) => Promise<number>)[] = [
  () => call('GET', '/users/view/me'),
  () => call('GET', '/admin/users/index'),
  () => call('GET', '/api/users?limit=50&sort=-id'),
  (n) => call('GET', `/api/users?email=user${n % 100}`),
  () => call('GET', '/organisations/index'),
  () => call('GET', '/roles/index'),
  () => call('GET', '/api/logs?limit=50'),
  (n) => call('GET', `/api/logs?title=user${n % 100}`),
  () => call('GET', '/admin/logs/index'),
  (n) => call('POST', `/admin/users/edit/${2 + (n % 50)}`, { nids_sid: 4_100_000 + n }),
  () => call('GET', '/servers/serverSettings'),
  (n) => call('POST', `/auth_keys/add/${2 + (n % 50)}`, { comment: `key ${n}` }),
  () => call('GET', '/api/jobs?limit=50'),
  () => call('GET', '/nowhere'),
  () => call('GET', '/readyz'),
  () => call('GET', '/users/statistics.json'),
]

const ask = async (count: number) => {
  const answers = new Map<number, number>()
  let next = 0
  const one = async () => {
    for (let n = next++; n < count; n = next++) {
      const status = (await turns[n % turns.length]?.(n)) ?? 0
      answers.set(status, (answers.get(status) ?? 0) + 1)
    }
  }
  await Promise.all(Array.from({ length: 8 }, one))
  return [...answers].map(([status, many]) => `${many} × ${status}`).join(', ')
}

const reeve = launch({ DATA_DIR: folder, PORT: String(port), REEVE_ADMIN_KEY: key, LOG_LEVEL: 'warn' })
try {
  await reeve.ready
  const family = below(reeve.pid)
  const pids = Object.fromEntries(
    Object.entries(files).map(([name, file]) => [name, family.find(({ words }) => words.includes(file))?.pid ?? 0]),
  ) as Record<Name, number>
  await sleep(rest * 1000)
  const sizes = Object.entries(pids).map(([name, pid]) => ({ name, ...sizeOf(pid) }))
  for (const { name, rss, pss } of sizes)
    console.log(`${name.padEnd(10)} at rest ${rss.toFixed(0).padStart(4)} MB RSS ${pss.toFixed(0).padStart(4)} MB PSS`)
  const together = sizes.reduce((sum, { pss }) => sum + pss, 0)
  console.log(`together   at rest ${together.toFixed(0).padStart(13)} MB PSS`)
  for (let n = 2; n <= 51; n++) await call('POST', '/admin/users/add', { email: `user${n}@there.test`, org_id: 1, role_id: 3 })
  const answers = await ask(requests)
  const after = sizeOf(pids.api)
  console.log(`api        after ${requests} requests (${answers}): ${after.rss.toFixed(0)} MB RSS`)
  const met = together <= 300 && (sizes[0]?.pss ?? 0) < 50 && after.rss < 350
  console.log(met ? 'met' : 'NOT MET')
  process.exitCode = met ? 0 : 1
} finally {
  await reeve.stop()
  rmSync(folder, { recursive: true, force: true })
}
