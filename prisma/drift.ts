import { readFileSync } from 'node:fs'
import path from 'node:path'
import { PrismaPg } from '@prisma/adapter-pg'
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum } from '@prisma/driver-adapter-utils'
import { SchemaEngine } from '@prisma/schema-engine-wasm'
import pg from 'pg'
import { migrate } from './deploy.ts'
import { schemaFile } from './migrations.ts'
import { withShadow } from './shadow.ts'

/** Where the engine leaves its last words; without it a failure inside shows as another one. */
Object.assign(globalThis, { PRISMA_WASM_PANIC_REGISTRY: { set_message: (message: string) => console.error(message) } })

/**
 * The engine asks for columns of PostgreSQL's internal type "char", which the adapter refuses to read and the engine wants as characters.
 * They travel through the adapter as uuids, of which the catalogue has none.
 */
const oids = { char: 18, uuid: 2950 }

const lettingCharsIn = (pool: pg.Pool) => {
  const query: (...args: unknown[]) => Promise<pg.QueryArrayResult> = pool.query.bind(pool)
  const asking = async (...args: unknown[]) => {
    const result = await query(...args)
    for (const field of result.fields ?? []) if (field.dataTypeID === oids.char) field.dataTypeID = oids.uuid
    return result
  }
  return Object.assign(pool, { query: asking })
}

class MigrationPg extends PrismaPg {
  override async connect() {
    const adapter = await super.connect()
    const queryRaw = adapter.queryRaw.bind(adapter)
    adapter.queryRaw = async (query) => {
      const result = await queryRaw(query)
      const columnTypes = result.columnTypes.map((type) => (type === ColumnTypeEnum.Uuid ? ColumnTypeEnum.Character : type))
      return { ...result, columnTypes }
    }
    return adapter
  }
}

const schema = () => ({ files: [{ path: schemaFile, content: readFileSync(schemaFile, 'utf8') }] })

const difference = async (pool: pg.Pool) => {
  const datamodels = schema().files.map((file): [string, string] => [file.path, file.content])
  const engine = await SchemaEngine.new(
    { datamodels },
    () => {},
    bindMigrationAwareSqlAdapterFactory(new MigrationPg(lettingCharsIn(pool))),
  )
  const { exitCode, stdout } = await engine.diff({
    from: { tag: 'schemaDatasource', ...schema(), configDir: path.dirname(schemaFile) },
    to: { tag: 'schemaDatamodel', ...schema() },
    script: true,
    exitCode: true,
    filters: { externalTables: ['public._prisma_migrations'], externalEnums: [] },
  })
  return exitCode === 0 ? '' : (stdout ?? '')
}

/** The SQL that leads from what the migrations make to what the schema file says; empty when they agree. Only the schema `public` is compared. */
export const drift = (databaseUrl: string) =>
  withShadow(databaseUrl, async (shadowUrl) => {
    await migrate(shadowUrl)
    const pool = new pg.Pool({ connectionString: shadowUrl, max: 1 })
    try {
      return await difference(pool)
    } finally {
      await pool.end()
    }
  })
