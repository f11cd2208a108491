import { fail } from '@reeve/contract/inputs/failure'
import { organisations } from '@reeve/contract/people/organisations'
import { roles } from '@reeve/contract/people/roles'
import { users } from '@reeve/contract/people/users'
import type { Command } from './command.ts'
import { orgId, roleId, unblock, userId } from './users.ts'

/** MISP's shells about people (operations 10.2); words and lines that scripts read are MISP's. */

const list: Command = {
  use: 'user list [search]',
  about: 'E-mail addresses; with --json users, roles and organisations.',
  run: async ({ every }, said) => {
    const search = said.maybe('search')
    const rows = await every(users.export, search ? { search } : {})
    const data = rows.map(({ role, org, ...user }) => ({ User: user, Role: role, Organisation: org }))
    return { data, text: rows.map(({ email }) => email).join('\n') }
  },
}
const create: Command = {
  use: 'user create <email> <role> <org> [password]',
  about: 'Add a user.',
  run: async (house, said) => {
    const password = said.maybe('password')
    const data = await house.ask(users.add, {
      email: said.of('email'),
      role_id: await roleId(house, said.of('role')),
      org_id: await orgId(house, said.of('org')),
      ...(password !== undefined && { password }),
    })
    return { data, text: 'User created.' }
  },
}

const blocking = (word: string, disabled: boolean): Command => ({
  use: `user ${word} <user>`,
  about: `${disabled ? 'Disable' : 'Enable'} an account.`,
  run: async (house, said) => {
    const id = await userId(house, said.of('user'))
    if ((await house.ask(users.view, { id })).disabled === disabled) fail('conflict', `User ${id} is already ${word}ed.`)
    await house.ask(users.edit, { id, disabled })
    return { data: { id, disabled }, text: `User ${id} ${word}ed.` }
  },
})
const setPassword = (use: string, place: string): Command => ({
  use,
  about: 'Set a password.',
  options: { no_password_change: { about: 'It need not be changed at the next sign-in.' } },
  run: async (house, said) => {
    const id = await userId(house, said.of(place))
    await house.ask(users.edit, { id, password: said.of('password'), change_pw: !said.is('no_password_change') })
    return { data: { id }, text: `Password for ${id} changed.` }
  },
})
const changeRole: Command = {
  use: 'user change_role <user> <role>',
  about: 'Give a user another role.',
  run: async (house, said) => {
    const id = await userId(house, said.of('user'))
    const { role } = await house.ask(users.view, { id })
    const after = await house.ask(users.edit, { id, role_id: await roleId(house, said.of('role')) })
    return { data: { id, role_id: after.role_id }, text: `Role changed from ${role.name} to ${after.role.name}.` }
  },
}
const oldPasswords: Command = {
  use: 'user require_password_change_for_old_passwords <days>',
  about: 'Whoever has not changed the password for so long must do so at the next sign-in.',
  run: async (house, said) => {
    const days = Number(said.of('days'))
    if (!(days >= 0)) fail('invalid', 'Say a number of days.')
    const { ports } = await house.system()
    const before = new Date(ports.now().getTime() - days * 86_400_000).toISOString()
    const all = await house.every(users.export, {})
    const old = all.filter(({ change_pw, last_pw_change }) => !change_pw && (last_pw_change ?? '') < before)
    for (const { id } of old) await house.ask(users.edit, { id, change_pw: true })
    return { data: old.map(({ id }) => id), text: `${old.length} user(s) must change the password.` }
  },
}
const initialised = (use: string): Command => ({
  use,
  about: 'Nothing to do: the first start of Reeve makes the first user.',
  run: async () => ({ data: undefined, text: 'Script aborted: MISP instance already initialised.' }),
})
const listRoles: Command = {
  use: 'role list',
  about: 'Roles.',
  run: async ({ every }) => {
    const rows = await every(roles.export, { sort: 'id' })
    return { data: rows.map((Role) => ({ Role })), text: rows.map(({ id, name }) => `${id}. ${name}`).join('\n') }
  },
}
const listOrgs: Command = {
  use: 'organisation list',
  about: 'Organisations.',
  run: async ({ every }) => {
    const rows = await every(organisations.export, { local: 'all' })
    return { data: rows.map((Organisation) => ({ Organisation })), text: rows.map(({ name }) => name).join('\n') }
  },
}

export const cakeUsers: readonly Command[] = [
  list,
  create,
  initialised('user init'),
  initialised('userinit'),
  blocking('block', true),
  blocking('unblock', false),
  setPassword('user change_pw <user> <password>', 'user'),
  setPassword('password <email> <password>', 'email'),
  changeRole,
  oldPasswords,
  unblock('admin clearbruteforce [user]'),
  listRoles,
  listOrgs,
]
