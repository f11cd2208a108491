import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { alone } from './alone.mjs'
import { once } from './once.mjs'
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

/** What has to be up to date, in this order. */
async function steps() {
  const packages = manifests().map((file) => read(file))
  await once('packages', packages, path.join(places.modules, '.pnpm'), install)
  const schema = [read('prisma', 'schema.prisma'), read('node_modules', 'prisma', 'package.json')]
  await once('client', schema, path.join(places.root, 'packages/core/generated/client.ts'), generate)
}

/** Brings the packages, the pinned Node and the database client up to date. */
export async function setUp() {
  try {
    await alone('setup', steps)
  } catch (error) {
    // Somebody else's checkout: if it has been set up, nothing needs to be written.
    if (!['EACCES', 'EROFS'].includes(error.code)) throw error
    await steps()
  }
}

/** The pinned Node where npm has a package of it, else this one if it can run TypeScript. */
export function runtime() {
  const pinned = path.join(places.bin, 'node')
  if (existsSync(pinned)) return pinned
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath
  throw new Error(`There is no npm package of Node 24 for ${process.platform}-${process.arch}: run Reeve with Node 24 or later.`)
}
