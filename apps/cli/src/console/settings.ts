import { settingsOperations as settings } from '@reeve/contract/instance/settings'
import { type Command, type Group, Misuse } from './command.ts'
import { jsonOf } from './jsonOf.ts'
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

const exportAll: Command = {
  use: 'setting export',
  about: 'Print all settings as one JSON object; a secret is printed as a reference.',
  run: async ({ ask }) => {
    const data = await ask(settings.values, {})
    return { data, text: JSON.stringify(data, null, 2) }
  },
}
const importAll: Command = {
  use: 'setting import',
  about: 'Replace all settings by the JSON object on standard input, as export prints it; all or none.',
  options: { force: { about: 'Skip the checks; a value that its setting cannot hold is left out.' } },
  run: async ({ ask, stdin }, said) => {
    const values = jsonOf(await stdin())
    if (typeof values !== 'object' || values === null || Array.isArray(values)) throw new Misuse('The input is not a JSON object.')
    const data = await ask(settings.replace, { values: Object.fromEntries(Object.entries(values)), force: said.is('force') })
    const skipped = data.skipped.map((name) => `\nNot stored, because its setting cannot hold it: ${name}`)
    return { data, text: `${data.changed.length} setting(s) changed.${skipped.join('')}` }
  },
}

export const settingCommands: Group = { about: 'Settings:', commands: [list, get, set, unset, lint, exportAll, importAll] }
