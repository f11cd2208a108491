import { operations } from '@reeve/contract/catalogue'
import { type Command, type Group, Misuse } from './command.ts'
import { table } from './print.ts'

const inputOf = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new Misuse(`The input is no JSON: ${error instanceof Error ? error.message : ''}`)
  }
}

const ask: Command = {
  use: 'ask [operation] [input]',
  about: 'Ask any operation of the catalogue, its input as JSON (- reads it from standard input); without a name, list them.',
  run: async (house, said) => {
    const name = said.maybe('operation')
    if (name === undefined) {
      const all = operations.map((operation) => ({ name: operation.name, kind: operation.kind, summary: operation.summary }))
      return {
        data: all,
        text: table(
          ['operation', 'kind', ''],
          all.map(({ name: called, kind, summary }) => [called, kind, summary]),
        ),
      }
    }
    const input = said.maybe('input') ?? '{}'
    const data = await house.askFor(name, inputOf(input === '-' ? await house.stdin() : input))
    return { data, text: JSON.stringify(data, null, 2) }
  },
}

export const anything: Group = { about: 'Everything else:', commands: [ask] }
