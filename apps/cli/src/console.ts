import { Failure } from '@reeve/contract/inputs/failure'
import { cakeCommands, cakeIn } from './console/cake.ts'
import { type Answer, commandIn, helpOf, Misuse, overview, saidTo, wordsOf } from './console/command.ts'
import { groups } from './console/commands.ts'
import { inHouse } from './console/house.ts'
import { wishToStop } from './lifetime.ts'

const commands = groups.flatMap((group) => group.commands)

const cakeHelp = () => overview([{ about: 'MISP’s console, `./reeve cake …`:', commands: [...cakeCommands] }])

/** The commands that begin with these words. */
const helpFor = (line: readonly string[]) => {
  const words = line.filter((word) => !word.startsWith('-') && word !== 'help')
  if (words[0] === 'cake') return words.length > 1 ? helpOf(cakeIn(words.slice(1)).command, './reeve cake') : cakeHelp()
  const exact = words.length > 0 ? commandIn(commands, words) : undefined
  if (exact) return helpOf(exact.command)
  const begins = groups.flatMap(({ commands: all, ...group }) => {
    const some = all.filter((command) => words.every((word, at) => wordsOf(command)[at] === word))
    return some.length > 0 ? [{ ...group, commands: some }] : []
  })
  if (begins.length === 0) throw new Misuse(`There is no command “${words.join(' ')}”.`)
  return overview(begins)
}

const commandOf = (line: readonly string[]) => {
  const found = line[0] === 'cake' ? cakeIn(line.slice(1)) : commandIn(commands, line)
  if (found) return found
  throw new Misuse(line.length === 0 ? 'Say what is to be done.' : `There is no command “${line.slice(0, 2).join(' ')}”.`)
}

const run = async (line: readonly string[], signal: AbortSignal): Promise<Answer> => {
  const helped = line[0] === 'help' || line.includes('--help') || (line[0] === 'cake' && line.length === 1)
  if (helped) return { text: helpFor(line), data: undefined }
  const { command, rest } = commandOf(line)
  const said = saidTo(command, rest)
  const answer = await inHouse(signal, (house) => command.run(house, said))
  return said.is('json') && answer.data !== undefined ? { ...answer, text: JSON.stringify(answer.data, null, 2) } : answer
}

const complaint = (error: unknown) => {
  if (!(error instanceof Failure)) return error instanceof Error ? error.message : String(error)
  const fields = Object.entries(error.fields).map(([name, problems]) => `\n  ${name}: ${problems.join(' ')}`)
  return error.message + fields.join('')
}

try {
  const { text, code = 0 } = await run(process.argv.slice(2), wishToStop())
  if (text) process.stdout.write(`${text}\n`)
  process.exitCode = code
} catch (error) {
  const misused = error instanceof Misuse
  process.stderr.write(`${complaint(error)}\n${misused ? '`./reeve help` lists the commands.\n' : ''}`)
  process.exitCode = misused ? 2 : 1
}
