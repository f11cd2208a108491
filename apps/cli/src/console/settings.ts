import { settingsOperations as settings } from '@reeve/contract/instance/settings'
import type { Command, Group } from './command.ts'
import { table, withRest } from './print.ts'

const list: Command = {
  use: 'setting list [search]',
  about: 'List settings with their values.',
  run: async ({ ask }, said) => {
    const search = said.maybe('search')
    const page = await ask(settings.list, { limit: 1000, sort: 'name', ...(search && { search }) })
    const rows = page.rows.map(({ name, value, is_set, level, problem }) => [name, String(value), is_set ? 'set' : '', level, problem])
    return { data: page.rows, text: withRest(table(['setting', 'value', '', 'priority', 'problem'], rows), page) }
  },
}
const get: Command = {
  use: 'setting get <name>',
  about: 'Say the value of a setting; with --json all that is known of it.',
  run: async ({ ask }, said) => {
    const data = await ask(settings.view, { id: said.of('name') })
    return { data, text: String(data.value) }
  },
}
const set: Command = {
  use: 'setting set <name> <value>',
  about: 'Change a setting. A value that begins with - comes after --.',
  run: async ({ ask }, said) => {
    const data = await ask(settings.edit, { id: said.of('name'), value: said.of('value') })
    return { data, text: `Setting "${data.name}" changed to "${data.value}"` }
  },
}
const unset: Command = {
  use: 'setting unset <name>',
  about: 'Give a setting its value from the catalogue back.',
  run: async ({ ask }, said) => {
    const data = await ask(settings.edit, { id: said.of('name'), value: null })
    return { data, text: `Setting "${data.name}" is "${data.value}" again` }
  },
}
export const lint: Command = {
  use: 'setting lint',
  about: 'List settings whose value is wrong or unwise; exit code 1 if there are any.',
  run: async ({ ask }) => {
    const { rows } = await ask(settings.list, { limit: 1000, sort: 'level' })
    const wrong = rows.filter(({ problem }) => problem !== null)
    const text = table(
      ['setting', 'value', 'priority', 'problem'],
      wrong.map(({ name, value, level, problem }) => [name, String(value), level, problem]),
    )
    return wrong.length > 0 ? { data: wrong, text, code: 1 } : { data: wrong, text: 'Every setting is well.' }
  },
}

export const settingCommands: Group = { about: 'Settings:', commands: [list, get, set, unset, lint] }
