/**
 * How long a stranger waits, and what Reeve keeps of the machine while nobody asks. By hand: `node e2e/bench/starts.ts`.
 * Targets: first answer 60 s after a cold `npm start` (fresh clone, empty caches), 10 s after a warm one; api and worker 300 MB together.
 */
import { execFileSync, spawn } from 'node:child_process'
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '../../apps/cli/src/freePort.ts'
import { below, clean, naming } from '../launcher.ts'

const root = path.resolve(import.meta.dirname, '../..')
const home = mkdtempSync(path.join(tmpdir(), 'reeve-cold-'))
const clone = path.join(home, 'reeve')
const port = await freePort()
const address = `http://127.0.0.1:${port}/users/login`

const answers = () =>
  fetch(address)
    .then(({ ok }) => ok)
    .catch(() => false)

/** Only where packages come from is kept of the real home. */
const env = {
  ...clean(),
  HOME: home,
  PORT: String(port),
  LOG_LEVEL: 'warn',
  npm_config_cache: path.join(home, 'npm'),
  XDG_DATA_HOME: path.join(home, 'share'),
}

const start = async (name: string) => {
  const begin = performance.now()
  const child = spawn('npm', ['start'], { cwd: clone, env, stdio: ['ignore', 'ignore', 'inherit'] })
  const over = new Promise<void>((resolve) => child.once('close', () => resolve()))
  for (let up = false; !up; await sleep(50)) {
    if (child.exitCode !== null) throw new Error('npm start ended before it answered.')
    up = await answers()
  }
  console.log(`${name.padEnd(28)} first answer after ${((performance.now() - begin) / 1000).toFixed(1)} s`)
  const stop = async () => {
    child.kill('SIGTERM')
    await over
    // npm ends at once and leaves the launcher to notice.
    while (naming(clone).length > 0) await sleep(100)
  }
  return { pid: child.pid ?? 0, stop }
}

const resident = (pid: number) => Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024

try {
  execFileSync('git', ['clone', '--quiet', root, clone])
  const npmrc = path.join(homedir(), '.npmrc')
  if (existsSync(npmrc)) copyFileSync(npmrc, path.join(home, '.npmrc'))
  const cold = await start('cold start')
  await cold.stop()
  const warm = await start('warm start')
  await sleep(30_000)
  const sizes = ['api', 'worker'].map((name) => {
    const pid = below(warm.pid).find(({ words }) => words.includes(`apps/${name}/src/main.ts`))?.pid ?? 0
    const size = resident(pid)
    console.log(`${`${name} at rest`.padEnd(28)} ${size.toFixed(0)} MB`)
    return size
  })
  console.log(`${'together'.padEnd(28)} ${sizes.reduce((sum, size) => sum + size, 0).toFixed(0)} MB`)
  await warm.stop()
} finally {
  rmSync(home, { recursive: true, force: true })
}
