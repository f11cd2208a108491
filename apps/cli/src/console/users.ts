import { authKeys } from '@reeve/contract/access/authKeys'
import { sessions } from '@reeve/contract/access/sessions'
import { fail } from '@reeve/contract/inputs/failure'
import { organisations } from '@reeve/contract/people/organisations'
import { roles } from '@reeve/contract/people/roles'
import { users } from '@reeve/contract/people/users'
import { newPassword } from '@reeve/core/access/passwords/password'
import type { Command, Group, Said } from './command.ts'
import type { House } from './house.ts'
import { facts, table, withRest } from './print.ts'

const isId = (said: string) => /^\d+$/.test(said)

/** The number of a user named by it or by the e-mail address. */
export const userId = async ({ ask }: House, said: string) => {
  if (isId(said)) return (await ask(users.view, { id: said })).id
  const { rows } = await ask(users.list, { email: said, limit: 1000 })
  const found = rows.find(({ email }) => email.toLowerCase() === said.toLowerCase())
  return found?.id ?? fail('notFound', `No user is called ${said}.`)
}
/** The same for a role and its name. */
export const roleId = async ({ ask }: House, said: string) => {
  const { rows } = await ask(roles.list, { limit: 1000 })
  const found = rows.find(({ id, name }) => (isId(said) ? id === Number(said) : name.toLowerCase() === said.toLowerCase()))
  return found?.id ?? fail('notFound', `No role is called ${said}. There are: ${rows.map(({ name }) => name).join(', ')}.`)
}
/** And for an organisation: its number, UUID or name. */
export const orgId = async ({ ask }: House, said: string) => (await ask(organisations.view, { id: said })).id

const of = (house: House, said: Said) => userId(house, said.of('user'))

/** A password said, piped in (`-`), or made up; what is made up is told. */
const passwordFrom = async (house: House, said: string | undefined) => {
  if (said === '-') return { password: await house.stdin(), told: '' }
  if (said !== undefined) return { password: said, told: '' }
  const { ports, settings } = await house.system()
  const password = newPassword(ports.random, settings.all())
  return { password, told: `\nPassword: ${password}` }
}

const list: Command = {
  use: 'user list [search]',
  about: 'List users, by what their e-mail, organisation or role contains.',
  options: { limit: { about: 'How many at most; 100 where nothing is said.', value: 'N' } },
  run: async ({ ask }, said) => {
    const search = said.maybe('search')
    const page = await ask(users.list, { ...(search && { search }), limit: Number(said.option('limit') ?? 100) })
    const rows = page.rows.map((row) => [row.id, row.email, row.org.name, row.role.name, row.disabled ? 'disabled' : '', row.current_login])
    return { data: page.rows, text: withRest(table(['id', 'e-mail', 'organisation', 'role', 'state', 'last sign-in'], rows), page) }
  },
}
const view: Command = {
  use: 'user view <user>',
  about: 'View a user.',
  run: async (house, said) => {
    const data = await house.ask(users.view, { id: await of(house, said) })
    const { id, email, org, role, disabled, change_pw, totp_is_set, current_login, last_api_access, expiration, date_created } = data
    const shown = { id, email, organisation: org.name, role: role.name, disabled, 'must change password': change_pw }
    const times = { 'last sign-in': current_login, 'last API use': last_api_access, expires: expiration, created: date_created }
    return { data, text: facts({ ...shown, 'one-time passwords': totp_is_set, ...times }) }
  },
}
const add: Command = {
  use: 'user add <email>',
  about: 'Add a user and tell the first auth key, this once.',
  options: {
    org: { about: 'Number, UUID or name; 1 where nothing is said.', value: 'ORG' },
    role: { about: 'Number or name; the default role where nothing is said.', value: 'ROLE' },
    password: { about: 'A temporary one; - reads it from standard input.', value: 'PASSWORD' },
  },
  run: async (house, said) => {
    const role = said.option('role')
    const wanted = said.option('password')
    const { password } = wanted === undefined ? {} : await passwordFrom(house, wanted)
    const data = await house.ask(users.add, {
      email: said.of('email'),
      org_id: await orgId(house, said.option('org') ?? '1'),
      ...(role !== undefined && { role_id: await roleId(house, role) }),
      ...(password !== undefined && { password }),
    })
    return { data, text: `User ${data.id} (${data.email}) added.\nAuth key: ${data.authkey}` }
  },
}
const setPassword: Command = {
  use: 'user set-password <user> [password]',
  about: 'Set a password, or make one up and tell it. - reads it from standard input, which no list of processes shows.',
  options: { keep: { about: 'It need not be changed at the next sign-in.' } },
  run: async (house, said) => {
    const id = await of(house, said)
    const { password, told } = await passwordFrom(house, said.maybe('password'))
    const change_pw = !said.is('keep')
    await house.ask(users.edit, { id, password, change_pw })
    return { data: { id, change_pw, ...(told && { password }) }, text: `Password for ${id} changed.${told}` }
  },
}
const authkey: Command = {
  use: 'user authkey <user>',
  about: 'End the auth keys of a user and tell a new one.',
  options: {
    add: { about: 'The others go on working.' },
    'read-only': { about: 'With --add: it only reads.' },
    comment: { about: 'With --add: what uses it.', value: 'TEXT' },
  },
  run: async (house, said) => {
    const id = await of(house, said)
    const { authkey_raw } = said.is('add')
      ? await house.ask(authKeys.add, { user_id: id, read_only: said.is('read-only'), comment: said.option('comment') ?? null })
      : await house.ask(users.resetAuthKey, { id })
    return { data: { user_id: id, authkey: authkey_raw }, text: authkey_raw }
  },
}

const toggled = (word: string, about: string, input: { disabled: boolean }): Command => ({
  use: `user ${word} <user>`,
  about,
  run: async (house, said) => {
    const { id, email, disabled } = await house.ask(users.edit, { id: await of(house, said), ...input })
    return { data: { id, email, disabled }, text: `User ${id} (${email}) is ${disabled ? 'disabled' : 'enabled'}.` }
  },
})
const role: Command = {
  use: 'user role <user> <role>',
  about: 'Give a user another role, by number or name.',
  run: async (house, said) => {
    const id = await of(house, said)
    const before = await house.ask(users.view, { id })
    const after = await house.ask(users.edit, { id, role_id: await roleId(house, said.of('role')) })
    const text = `Role of ${after.email} changed from ${before.role.name} to ${after.role.name}.`
    return { data: { id, role_id: after.role_id }, text }
  },
}
const logout: Command = {
  use: 'user logout <user>',
  about: 'End all sessions of a user.',
  run: async (house, said) => {
    const data = await house.ask(sessions.endAll, { user_id: await of(house, said) })
    return { data, text: `${data.ended} session(s) ended.` }
  },
}
/** An address may be tried that is nobody's; those are unblocked too. */
export const unblock = (use: string): Command => ({
  use,
  about: 'Let sign-ins be tried again at once after too many failures: of a user or an address, or of everybody.',
  run: async (house, said) => {
    const whom = said.maybe('user')
    const { lifted } = await house.ask(sessions.unblock, whom === undefined ? {} : whom.includes('@') ? { email: whom } : { user_id: whom })
    return { data: { user: whom ?? null, lifted }, text: `Bruteforce entries for ${whom ?? 'all users'} deleted.` }
  },
})
const remove: Command = {
  use: 'user delete <user>',
  about: 'Delete a user for good; mostly `user disable` is what is wanted.',
  options: { yes: { about: 'Really.' } },
  run: async (house, said) => {
    if (!said.is('yes')) fail('conflict', 'Nothing was deleted: say --yes.')
    const data = await house.ask(users.delete, { id: await of(house, said) })
    return { data, text: `User ${data.id} deleted.` }
  },
}

export const userCommands: Group = {
  about: 'Users, named by number or e-mail address:',
  commands: [
    list,
    view,
    add,
    setPassword,
    authkey,
    toggled('disable', 'Disable an account: neither password nor auth keys work.', { disabled: true }),
    toggled('enable', 'Enable a disabled account.', { disabled: false }),
    role,
    logout,
    unblock('user unblock <user>'),
    remove,
  ],
}
