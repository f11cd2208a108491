import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { embeddedPostgres } from './embeddedPostgres.ts'

/** A server for one run of tests: TEST_PG if it is set, else an embedded one in a temporary folder, gone afterwards. */
export const withPostgres = async <T>(use: (serverUrl: string) => Promise<T>) => {
  if (process.env.TEST_PG) return use(process.env.TEST_PG)
  const folder = mkdtempSync(path.join(tmpdir(), 'reeve-postgres-'))
  const server = await embeddedPostgres({ folder: path.join(folder, 'postgres'), fast: true })
  try {
    return await use(server.url('postgres'))
  } finally {
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}
