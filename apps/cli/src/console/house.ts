import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import type { Kind, Operation } from '@reeve/contract/kernel/operation'
import { ask } from '@reeve/core/ask'
import { type System } from '@reeve/core/context'
import { isBatches } from '@reeve/core/kernel/lists/isBatches'
import { readEnv } from '@reeve/core/kernel/process/env'
import { openLog } from '@reeve/core/kernel/process/openLog'
import { systemActor } from '@reeve/core/kernel/systemActor'
import { openSystem } from '@reeve/core/system'
import { z } from 'zod'
import { runningUrl } from '../postgres/embeddedPostgres.ts'
import { root } from '../tool.ts'

/** The installation as commands see it; its database is opened by the first question. */
export type House = {
  /** Its data folder. */
  folder: string
  /** Asks an operation as SYSTEM, by its rules and with its log rows. */
  ask: <I extends z.ZodObject, O extends z.ZodType>(operation: Operation<string, Kind, I, O>, input: z.input<I>) => Promise<z.output<O>>
  /** Every row that an `export` answers. */
  every: <I extends z.ZodObject, O extends z.ZodType>(
    operation: Operation<string, 'export', I, O>,
    input: z.input<I>,
  ) => Promise<z.output<O>[]>
  /** The same as it comes, for what may not fit into memory. */
  batches: <I extends z.ZodObject, O extends z.ZodType>(
    operation: Operation<string, 'export', I, O>,
    input: z.input<I>,
  ) => AsyncGenerator<z.output<O>[]>
  /** The same for whichever operation has this name; what `export` answers is collected. */
  askFor: (name: string, input: unknown) => Promise<unknown>
  /** The system itself, for what no operation is about. */
  system: () => Promise<System>
  /** What is piped in, without the line's end. */
  stdin: () => Promise<string>
  /** Aborts when somebody wants the command to end. */
  signal: AbortSignal
}

const secretIn = (folder: string) => {
  const file = path.join(folder, 'secret.key')
  if (!existsSync(file))
    throw new Error(`There is no installation in ${folder} (no secret.key). Set DATA_DIR, or SECRET_KEY and DATABASE_URL.`)
  return readFileSync(file, 'utf8').trim()
}
const databaseIn = (folder: string) => {
  const url = runningUrl(path.join(folder, 'postgres'), 'reeve')
  if (!url) throw new Error(`Reeve does not run on ${folder}: start it with npm start, or set DATA_DIR or DATABASE_URL as it has them.`)
  return url
}

const openOn = (folder: string) => {
  const said = process.env
  const SECRET_KEY = said.SECRET_KEY || secretIn(folder)
  const env = readEnv({ ...said, DATA_DIR: folder, SECRET_KEY, DATABASE_URL: said.DATABASE_URL || databaseIn(folder) })
  return openSystem(env, { log: openLog('console', 'error', 2), connections: 3 })
}

const drained = async (answer: unknown): Promise<unknown> => {
  if (!isBatches(answer)) return answer
  const rows: unknown[] = []
  for await (const batch of answer) rows.push(...batch)
  return rows
}

/** Opens the door to the installation in DATA_DIR for as long as `use` takes. */
export const inHouse = async <T>(signal: AbortSignal, use: (house: House) => Promise<T>): Promise<T> => {
  const folder = path.resolve(root, process.env.DATA_DIR || '.data')
  const actor = systemActor({ user_agent: 'reeve console' })
  let opened: Promise<System> | undefined
  const system = () => (opened ??= openOn(folder))
  const askFor = async (name: string, input: unknown) => drained(await ask(await system(), actor, name, input))
  const house: House = {
    folder,
    system,
    askFor,
    ask: async (operation, input) => operation.output.parse(await askFor(operation.name, input)),
    every: async (operation, input) => z.array(operation.output).parse(await askFor(operation.name, input)),
    batches: async function* (operation, input) {
      const answer = await ask(await system(), actor, operation.name, input)
      if (isBatches(answer)) for await (const batch of answer) yield z.array(operation.output).parse(batch)
    },
    stdin: async () => (await text(process.stdin)).replace(/\r?\n$/, ''),
    signal,
  }
  try {
    return await use(house)
  } finally {
    await (await opened?.catch(() => undefined))?.close()
  }
}
