import { operations } from '@reeve/contract/catalogue'
import type { Command, Group } from './command.ts'
import { jsonOf } from './jsonOf.ts'
import { table } from './print.ts'

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
    const data = await house.askFor(name, jsonOf(input === '-' ? await house.stdin() : input))
    return { data, text: JSON.stringify(data, null, 2) }
  },
}

export const anything: Group = { about: 'Everything else:', commands: [ask] }
