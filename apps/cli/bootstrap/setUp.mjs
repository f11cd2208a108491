import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { takeLock } from './lock.mjs'
import { places } from './places.mjs'

const read = (...names) => readFileSync(path.join(places.root, ...names), 'utf8')

/** Prisma's engine is never run, but its command line insists on the path of some existing file. */
export const environment = () => ({
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

const hashOf = (texts) => createHash('sha256').update(texts.join('\0')).digest('hex')

/** Runs a step when its inputs are not those of the last time it went well, or when what it makes is gone. */
function once(name, inputs, product, step) {
  const stamp = path.join(places.state, `${name}.stamp`)
  const hash = hashOf(inputs)
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash && existsSync(product)) return
  step()
  mkdirSync(places.state, { recursive: true })
  writeFileSync(stamp, hash)
}

/** The output of a step is worth reading only when it failed. */
function run(command, args, env) {
  const result = spawnSync(command, args, {
    cwd: places.root,
    env,
    encoding: 'utf8',
    shell: process.platform === 'win32',
    maxBuffer: 1 << 26,
  })
  if (result.status === 0) return
  process.stderr.write(`${result.stdout ?? ''}${result.stderr ?? ''}`)
  throw new Error(`\`${command} ${args.join(' ')}\` failed (${result.error?.message ?? `exit code ${result.status ?? result.signal}`}).`)
}

function install() {
  console.log('Installing packages …')
  run('npx', ['--yes', JSON.parse(read('package.json')).packageManager, 'install', '--frozen-lockfile'], process.env)
}

function generate() {
  run(path.join(places.bin, 'prisma'), ['generate'], environment())
}

/** Several commands may be started side by side: one sets up, the others wait for it. */
async function locked(work) {
  mkdirSync(places.state, { recursive: true })
  const file = path.join(places.state, 'setup.lock')
  let lock = takeLock(file)
  for (; !lock; lock = takeLock(file)) await sleep(200)
  try {
    work()
  } finally {
    lock.release()
  }
}

/** Brings the packages, the pinned Node and the database client up to date; does nothing when they are. */
export async function setUp() {
  await locked(() => {
    once(
      'packages',
      manifests().map((file) => read(file)),
      path.join(places.modules, '.pnpm'),
      install,
    )
    const inputs = [read('prisma', 'schema.prisma'), read('node_modules', 'prisma', 'package.json')]
    once('client', inputs, path.join(places.root, 'packages/core/generated/client.ts'), generate)
  })
}

/** The pinned Node where npm has a package of it, else this one if it can run TypeScript. */
export function runtime() {
  const pinned = path.join(places.bin, 'node')
  if (existsSync(pinned)) return pinned
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath
  throw new Error(`There is no npm package of Node 24 for ${process.platform}-${process.arch}: run Reeve with Node 24 or later.`)
}
