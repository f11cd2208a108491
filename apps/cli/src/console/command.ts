import { parseArgs } from 'node:util'
import { fail } from '@reeve/contract/inputs/failure'
import type { House } from './house.ts'

/** Wrong use of the console: exit code 2. */
export class Misuse extends Error {}

/** `value`: what the option is given, in capitals; a switch has none. */
type Option = { about: string; value?: string }
/** What a command answers: for people, for machines, and another exit code than 0 where the answer is a bad one. */
export type Answer = { text: string; data: unknown; code?: 0 | 1 | 2 }
export type Said = {
  /** A place of `use` that must be filled. */
  of: (place: string) => string
  maybe: (place: string) => string | undefined
  /** What fills the last place, where it takes many. */
  many: string[]
  option: (name: string) => string | undefined
  is: (name: string) => boolean
}
/** `use`: the words that name it, then `<must>`, `[may]`, and at the end `[many...]`. */
export type Command = {
  use: string
  about: string
  options?: Record<string, Option>
  run: (house: House, said: Said) => Promise<Answer>
}
/** A set of commands that hang together, with the sentence that help begins with. */
export type Group = { about: string; commands: Command[] }

const everywhere: Record<string, Option> = {
  json: { about: 'For machines: one JSON document.' },
  help: { about: 'Say how it is used.' },
}

const partsOf = ({ use }: Command) => {
  const parts = use.split(' ')
  const first = parts.findIndex((part) => /^[<[]/.test(part))
  const at = first === -1 ? parts.length : first
  return { words: parts.slice(0, at), places: parts.slice(at) }
}
const nameOf = (place: string) => place.replaceAll(/[<>[\].]/g, '')

/** The command whose words the line begins with, and the rest of the line. */
export const commandIn = (commands: readonly Command[], line: readonly string[]) => {
  const begins = (command: Command) => partsOf(command).words.every((word, at) => line[at] === word)
  const [found] = commands.filter(begins).sort((a, b) => partsOf(b).words.length - partsOf(a).words.length)
  return found && { command: found, rest: line.slice(partsOf(found).words.length) }
}
export const wordsOf = (command: Command) => partsOf(command).words

const parsed = (command: Command, rest: readonly string[]) => {
  const known = Object.entries({ ...command.options, ...everywhere })
  const options = Object.fromEntries(known.map(([name, { value }]) => [name, { type: value ? ('string' as const) : ('boolean' as const) }]))
  try {
    return parseArgs({ args: [...rest], options, allowPositionals: true })
  } catch (error) {
    throw new Misuse(error instanceof Error ? error.message : String(error))
  }
}

/** What was said to a command, every place that must be filled filled. */
export const saidTo = (command: Command, rest: readonly string[]): Said => {
  const { values, positionals } = parsed(command, rest)
  const { places } = partsOf(command)
  const endless = places.at(-1)?.endsWith('...]') ?? false
  const missing = places.filter((place) => place.startsWith('<'))[positionals.length]
  if (missing && values.help !== true) throw new Misuse(`${missing} is missing.`)
  if (!endless && positionals.length > places.length) throw new Misuse(`“${positionals[places.length]}” is too much.`)
  const filled = new Map(places.map((place, at) => [nameOf(place), positionals[at]]))
  const text = (name: string) => {
    const value = values[name]
    return typeof value === 'string' ? value : undefined
  }
  return {
    of: (place) => filled.get(place) ?? '',
    maybe: (place) => filled.get(place),
    many: endless ? positionals.slice(places.length - 1) : [],
    option: text,
    is: (name) => values[name] === true,
  }
}

/** What was said, if it is one of these names. */
export const oneOf = <T extends string>(what: string, names: readonly T[], said: string): T =>
  names.find((name) => name === said) ?? fail('invalid', `${said} is no ${what}. There are: ${names.join(', ')}.`)
export const maybeOneOf = <T extends string>(what: string, names: readonly T[], said: string | undefined): T | undefined =>
  said === undefined ? undefined : oneOf(what, names, said)

const padded = (pairs: [string, string][]) => {
  const width = Math.max(...pairs.map(([left]) => left.length))
  return pairs.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`)
}

/** How one command is used. */
export const helpOf = (command: Command, program = './reeve') => {
  const options = Object.entries({ ...command.options, ...everywhere })
  const lines = padded(options.map(([name, { about, value }]) => [`--${name}${value ? ` ${value}` : ''}`, about]))
  return [`${program} ${command.use}`, '', command.about, '', ...lines].join('\n')
}

/** Every command of these groups, one a line. */
export const overview = (groups: readonly Group[]) =>
  [
    'The console of this installation. What it changes is in the log as SYSTEM.',
    ...groups.flatMap(({ about, commands }) => ['', about, ...padded(commands.map((command) => [command.use, command.about]))]),
    '',
    '--json answers for machines, --help behind a command says more. Exit codes: 0 done, 1 not done, 2 wrongly used.',
  ].join('\n')
