import { partsOf, problemsIn } from './variables.mjs'

/** The configuration that is needed before the database opens. All other settings are in the database. */
export type Env = {
  HOST: string
  PORT: number
  /** Never ends in a slash. */
  BASE_URL: string
  /** Whether BASE_URL was set. Otherwise it is made from host and port. */
  baseSaid: boolean
  DATA_DIR: string
  DATABASE_URL: string
  REDIS_URL?: string | undefined
  SMTP_URL?: string | undefined
  /** Proxies whose headers about the client, and about the signed-in user, are believed. */
  TRUSTED_PROXIES: string[]
  SECRET_KEY: string
  LOG_LEVEL: string
  /** The slot of a worker process that a launcher keeps. */
  WORKER_SLOT?: number | undefined
  /** The queues of a worker process without a launcher, with commas between; all queues if unset. */
  WORKER_QUEUES?: string | undefined
  NODE_ENV: string
}

const required = ['DATA_DIR', 'DATABASE_URL', 'SECRET_KEY'] as const

/**
 * Reads the environment once, at the start of a process; no other code looks at `process.env`. An empty variable counts as unset.
 * Throws an error with one sentence for each variable that is missing or wrong.
 */
export const readEnv = (source: NodeJS.ProcessEnv = process.env): Env => {
  const missing = required.filter((name) => !source[name]).map((name) => `${name} is not set.`)
  const problems = [...missing, ...problemsIn(source)]
  if (problems.length > 0) throw new Error(problems.join(' '))
  const HOST = source.HOST || '127.0.0.1'
  const PORT = Number(source.PORT || 3000)
  const base = source.BASE_URL || `http://${HOST.includes(':') ? `[${HOST}]` : HOST}:${PORT}`
  return {
    HOST,
    PORT,
    BASE_URL: base.replace(/\/+$/, ''),
    baseSaid: Boolean(source.BASE_URL),
    DATA_DIR: source.DATA_DIR ?? '',
    DATABASE_URL: source.DATABASE_URL ?? '',
    REDIS_URL: source.REDIS_URL || undefined,
    SMTP_URL: source.SMTP_URL || undefined,
    TRUSTED_PROXIES: partsOf(source.TRUSTED_PROXIES ?? ''),
    SECRET_KEY: source.SECRET_KEY ?? '',
    LOG_LEVEL: source.LOG_LEVEL || 'info',
    WORKER_SLOT: source.WORKER_SLOT ? Number(source.WORKER_SLOT) : undefined,
    WORKER_QUEUES: source.WORKER_QUEUES || undefined,
    NODE_ENV: source.NODE_ENV || 'production',
  }
}
