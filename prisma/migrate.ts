import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { migrate } from './deploy.ts'
import { migrationsFolder } from './migrations.ts'

export { migrate }

/** Loaded only when asked for: the servers need no engine. */
const drift = async (url: string) => (await import('./drift.ts')).drift(url)

const stamp = () => new Date().toISOString().replace(/\D/g, '').slice(0, 14)

const deploy = async (url: string) => {
  const applied = await migrate(url)
  for (const name of applied) console.log(`Applied ${name}.`)
}

const write = async (url: string, name = '') => {
  if (!/^[a-z0-9_]+$/.test(name)) throw new Error('A migration needs a name of small letters, digits and _: npm run db:new -- add_feeds')
  const script = await drift(url)
  if (!script) return console.log('The migrations already make what prisma/schema.prisma says.')
  const folder = path.join(migrationsFolder, `${stamp()}_${name}`)
  mkdirSync(folder)
  writeFileSync(path.join(folder, 'migration.sql'), script)
  console.log(`Wrote ${path.relative(process.cwd(), folder)}/migration.sql: read it before you commit it.`)
}

const check = async (url: string) => {
  const script = await drift(url)
  if (script) throw new Error(`The migrations do not make what prisma/schema.prisma says; this is missing:\n${script}`)
}

/** `deploy`, `new <name>` or `check`, on the server of DATABASE_URL. */
const run = async ([command, name]: string[]) => {
  const url = process.env.DATABASE_URL
  try {
    if (!url) throw new Error('DATABASE_URL says on which server to work.')
    if (command === 'deploy') await deploy(url)
    else if (command === 'new') await write(url, name)
    else if (command === 'check') await check(url)
    else throw new Error('prisma/migrate.ts knows deploy, new <name> and check.')
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exitCode = 1
  }
}

if (import.meta.main) await run(process.argv.slice(2))
