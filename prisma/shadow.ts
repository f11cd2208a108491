import { randomBytes } from 'node:crypto'
import pg from 'pg'

export const inDatabase = (databaseUrl: string, name: string) => {
  const url = new URL(databaseUrl)
  url.pathname = `/${name}`
  return url.toString()
}

/** Lends a fresh database on the same server and drops it afterwards. */
export const withShadow = async <T>(databaseUrl: string, use: (shadowUrl: string) => Promise<T>) => {
  const name = `shadow_${process.pid}_${randomBytes(4).toString('hex')}`
  const admin = new pg.Client({ connectionString: databaseUrl })
  await admin.connect()
  try {
    await admin.query(`create database ${name} template template0`)
    return await use(inDatabase(databaseUrl, name))
  } finally {
    await admin.query(`drop database if exists ${name} with (force)`)
    await admin.end()
  }
}
