import { areSources, sourcesIn } from '@reeve/contract/inputs/inputs'
import { z } from 'zod'

const Port = z.coerce.number().int().min(0).max(65_535)

/** Addresses and ranges, with commas between. */
const Sources = z
  .string()
  .default('')
  .refine(areSources, 'TRUSTED_PROXIES lists addresses or ranges such as 10.0.0.0/8, with commas between.')
  .transform(sourcesIn)

const Environment = z.object({
  HOST: z.string().default('127.0.0.1'),
  PORT: Port.default(3000),
  BASE_URL: z.url().optional(),
  DATA_DIR: z.string().min(1),
  DATABASE_URL: z.string().min(1),
  REDIS_URL: z.string().min(1).optional(),
  SMTP_URL: z.url({ protocol: /^smtps?$/, error: 'SMTP_URL looks like smtp://user:password@host:port.' }).optional(),
  /** Proxies whose word about the client, and about who it is, is taken. */
  TRUSTED_PROXIES: Sources,
  SECRET_KEY: z.string().min(16, 'SECRET_KEY needs at least 16 characters.'),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  /** The slot of a worker process whose launcher keeps it. */
  WORKER_SLOT: z.coerce.number().int().positive().optional(),
  /** The queues of a worker process that nobody keeps, with commas between; unset: all. */
  WORKER_QUEUES: z.string().max(200).optional(),
  NODE_ENV: z.string().default('production'),
})

/** The configuration that is needed before the database opens. All other settings are in the database. `BASE_URL` never ends in a slash. */
export type Env = z.output<typeof Environment> & {
  BASE_URL: string
  /** Whether somebody said it; else it is made from host and port. */
  baseSaid: boolean
}

/** Read once, at the start of a process; the only place that looks at `process.env`. Empty counts as unset. */
export const readEnv = (source: NodeJS.ProcessEnv = process.env): Env => {
  const values = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ''))
  const read = Environment.safeParse(values)
  if (!read.success)
    throw new Error(
      `The environment is not complete. ${read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join(' ')}`,
    )
  const { HOST, PORT } = read.data
  return {
    ...read.data,
    baseSaid: read.data.BASE_URL !== undefined,
    BASE_URL: (read.data.BASE_URL ?? `http://${HOST.includes(':') ? `[${HOST}]` : HOST}:${PORT}`).replace(/\/+$/, ''),
  }
}
