import { spawn } from 'node:child_process'
import { accessSync, constants, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { alone } from './alone.mjs'
import { once } from './once.mjs'
import { places } from './places.mjs'

/** Compiled code is kept, so that no process has to strip types and compile again. Left to each command where this place is read-only. */
function compileCache() {
  const folder = path.join(places.state, 'code')
  try {
    mkdirSync(folder, { recursive: true })
    accessSync(folder, constants.W_OK)
    return { NODE_COMPILE_CACHE: folder }
  } catch {
    return {}
  }
}

const read = (...names) => readFileSync(path.join(places.root, ...names), 'utf8')

/** Prisma's engine is never run, but its command line insists on the path of some existing file. */
export const environment = () => ({
  ...compileCache(),
  ...process.env,
  PATH: places.bin + path.delimiter + process.env.PATH,
  PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
  PRISMA_HIDE_UPDATE_MESSAGE: '1',
  CHECKPOINT_DISABLE: '1',
  TURBO_TELEMETRY_DISABLED: '1',
  DO_NOT_TRACK: '1',
})

function manifests() {
  const folders = ['apps', 'packages'].flatMap((group) => readdirSync(path.join(places.root, group)).map((name) => `${group}/${name}`))
  return ['pnpm-lock.yaml', 'pnpm-workspace.yaml', ...['.', ...folders].map((folder) => path.join(folder, 'package.json'))].filter((file) =>
    existsSync(path.join(places.root, file)),
  )
}

/** How npm and pnpm say that a registry cannot be reached. */
const offline = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|fetch failed/

/**
 * The output of a step is shown only when it failed, and not even then when `explain` finds one sentence for it. The step gets a process
 * group of its own, so that stopping reaches what it started.
 */
function run(command, args, { env, signal, explain = () => undefined }) {
  const child = spawn(command, args, {
    cwd: places.root,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
    shell: process.platform === 'win32',
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text))
  const stop = () => child.exitCode === null && child.pid && process.kill(-child.pid, 'SIGTERM')
  signal.addEventListener('abort', stop)
  return new Promise((resolve, reject) => {
    child.on('error', (error) => reject(new Error(`\`${command}\` cannot be run: ${error.message}`)))
    child.on('close', (code) => {
      signal.removeEventListener('abort', stop)
      if (code === 0) return resolve()
      const sentence = explain(output)
      if (sentence) return reject(new Error(sentence))
      if (!signal.aborted) process.stderr.write(output)
      reject(new Error(`\`${[command, ...args].join(' ')}\` failed.`))
    })
  })
}

function install(signal) {
  console.error('Installing packages …')
  const pnpm = JSON.parse(read('package.json')).packageManager
  // Without a network a few seconds of trying are enough.
  const env = { npm_config_fetch_retries: '1', npm_config_fetch_retry_mintimeout: '1000', ...process.env }
  const explain = (output) =>
    offline.test(output)
      ? 'The packages could not be fetched because the npm registry does not answer. Connect this machine to the network, or name a registry ' +
        'that it reaches (npm config set registry …), and start again.'
      : undefined
  return run('npx', ['--yes', pnpm, 'install', '--frozen-lockfile'], { env, signal, explain })
}

const generate = (signal) => run(path.join(places.bin, 'prisma'), ['generate'], { env: environment(), signal })

/** What has to be up to date, in this order. */
async function steps(signal) {
  const packages = manifests().map((file) => read(file))
  await once('packages', packages, path.join(places.modules, '.pnpm'), () => install(signal))
  const schema = [read('prisma', 'schema.prisma'), read('node_modules', 'prisma', 'package.json')]
  await once('client', schema, path.join(places.root, 'packages/core/generated/client.ts'), () => generate(signal))
}

/** Brings the packages, the pinned Node and the database client up to date. */
export async function setUp(signal) {
  try {
    await alone('setup', () => steps(signal), signal)
  } catch (error) {
    // The checkout belongs to another user: if it has been set up, nothing needs to be written.
    if (!['EACCES', 'EROFS'].includes(error.code)) throw error
    await steps(signal)
  }
}

/** The pinned Node where npm has a package of it, else this one if it can run TypeScript. */
export function runtime() {
  const pinned = path.join(places.bin, 'node')
  if (existsSync(pinned)) return pinned
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath
  throw new Error(`There is no npm package of Node 24 for ${process.platform}-${process.arch}: run Reeve with Node 24 or later.`)
}
