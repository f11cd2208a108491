import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

export type Migration = { name: string; sql: string; checksum: string }

export const schemaFile = path.join(import.meta.dirname, 'schema.prisma')
export const migrationsFolder = path.join(import.meta.dirname, 'migrations')

const migrationOf = (name: string): Migration => {
  const sql = readFileSync(path.join(migrationsFolder, name, 'migration.sql'), 'utf8')
  return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
}

/** All migrations of this checkout, oldest first. */
export const migrations = () =>
  readdirSync(migrationsFolder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
    .map(migrationOf)

/** Names a state of the schema: two checkouts with the same migrations have the same fingerprint. */
export const fingerprint = () =>
  createHash('sha256')
    .update(
      migrations()
        .map(({ name, checksum }) => `${name} ${checksum}`)
        .join('\n'),
    )
    .digest('hex')
    .slice(0, 12)
