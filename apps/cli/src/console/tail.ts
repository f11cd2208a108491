import { closeSync, existsSync, fstatSync, openSync, readSync, statSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fail } from '@reeve/contract/inputs/failure'
import { logsIn } from '../launcher/logFiles.ts'
import type { Command, Group } from './command.ts'

/** What may be followed. The clock of the schedules ticks within the workers, and its lines carry its name. */
const sources: Record<string, { file: (folder: string) => string; only?: string }> = {
  api: { file: (folder) => path.join(logsIn(folder), 'api.log') },
  worker: { file: (folder) => path.join(logsIn(folder), 'worker.log') },
  scheduler: { file: (folder) => path.join(logsIn(folder), 'worker.log'), only: 'scheduler' },
  database: { file: (folder) => path.join(folder, 'postgres.log') },
}
const levels: Record<number, string> = { 10: 'trace', 20: 'debug', 30: 'info', 40: 'warn', 50: 'error', 60: 'fatal' }
const lookBack = 256 * 1024

type Line = { level: number; name: unknown; shown: string }
const parsed = (text: string): Record<string, unknown> | undefined => {
  try {
    const said: unknown = JSON.parse(text)
    return typeof said === 'object' && said !== null ? Object.fromEntries(Object.entries(said)) : undefined
  } catch {
    return undefined
  }
}
const textOf = (said: unknown) => (typeof said === 'string' || typeof said === 'number' ? String(said) : '')
/** A line as pino wrote it, to be read by people; anything else as it is. */
const lineOf = (text: string): Line => {
  const said = parsed(text)
  if (!said || typeof said.level !== 'number') return { level: 30, name: undefined, shown: text }
  const { level, time, pid, name, msg, hostname: _, ...rest } = said
  const when = typeof time === 'number' ? new Date(time).toISOString() : ''
  const more = Object.keys(rest).length > 0 ? ` ${JSON.stringify(rest)}` : ''
  const word = (levels[said.level] ?? textOf(level)).padEnd(5)
  return { level: said.level, name, shown: `${when} ${word} ${textOf(name)}[${textOf(pid)}] ${textOf(msg)}${more}` }
}

type Place = { inode: number; at: number; rest: string }
const read = (file: string, from: number, to: number) => {
  const held = openSync(file, 'r')
  try {
    const size = Math.min(to, fstatSync(held).size) - from
    const bytes = Buffer.alloc(Math.max(0, size))
    return bytes.subarray(0, readSync(held, bytes, 0, bytes.length, from)).toString()
  } finally {
    closeSync(held)
  }
}
/** Whole lines since the last look; a file that was begun anew is read from its start. */
const news = (file: string, place: Place) => {
  if (!existsSync(file)) return []
  const { ino, size } = statSync(file)
  if (ino !== place.inode || size < place.at) Object.assign(place, { inode: ino, at: 0, rest: '' })
  const text = place.rest + read(file, place.at, size)
  const lines = text.split('\n')
  Object.assign(place, { at: size, rest: lines.pop() ?? '' })
  return lines
}
const begin = (file: string): Place => {
  if (!existsSync(file)) return { inode: 0, at: 0, rest: '' }
  const { ino, size } = statSync(file)
  return { inode: ino, at: Math.max(0, size - lookBack), rest: '' }
}

const levelOf = (said: string | undefined) => {
  if (said === undefined) return 0
  const found = Object.entries(levels).find(([, name]) => name === said)
  return found ? Number(found[0]) : fail('invalid', `${said} is no level. There are: ${Object.values(levels).join(', ')}.`)
}

export const tail: Command = {
  use: 'tail [log...]',
  about: `Follow the logs of ${Object.keys(sources).join(', ')}; api and worker where nothing is said.`,
  options: {
    lines: { about: 'How many of the last lines come first; 20 where nothing is said.', value: 'N' },
    level: { about: `No line below it: ${Object.values(levels).join(', ')}.`, value: 'LEVEL' },
    once: { about: 'Do not wait for more.' },
  },
  run: async ({ folder, signal }, said) => {
    const names = said.many.length > 0 ? said.many : ['api', 'worker']
    const least = levelOf(said.option('level'))
    const chosen = names.map((name) => {
      const source = sources[name] ?? fail('invalid', `${name} has no log. There are: ${Object.keys(sources).join(', ')}.`)
      const file = source.file(folder)
      return { ...source, file, place: begin(file) }
    })
    const fresh = () =>
      chosen.flatMap(({ file, only, place }) =>
        news(file, place).flatMap((text) => {
          const line = lineOf(text)
          return text === '' || line.level < least || (only !== undefined && line.name !== only)
            ? []
            : [said.is('json') ? text : line.shown]
        }),
      )
    const say = (lines: string[]) => lines.length > 0 && process.stdout.write(`${lines.join('\n')}\n`)
    const first = fresh()
    say(first.slice(first.length - Math.min(first.length, Number(said.option('lines') ?? 20))))
    while (!said.is('once') && !signal.aborted) {
      await sleep(250, undefined, { signal }).catch(() => {})
      say(fresh())
    }
    return { data: undefined, text: '' }
  },
}

export const tailCommands: Group = { about: 'Logs:', commands: [tail] }
