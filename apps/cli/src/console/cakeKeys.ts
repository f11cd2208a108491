import { createInterface } from 'node:readline'
import { authKeys } from '@reeve/contract/access/authKeys'
import { fail } from '@reeve/contract/inputs/failure'
import { users } from '@reeve/contract/people/users'
import { mayAuthenticate } from '@reeve/core/access/actors/mayAuthenticate'
import type { Command } from './command.ts'
import type { House } from './house.ts'
import { userId } from './users.ts'

const changeKey = (use: string): Command => ({
  use,
  about: 'End the auth keys of a user and tell a new one.',
  run: async (house, said) => {
    if (said.maybe('key') !== undefined) fail('invalid', 'Reeve makes the key itself: leave it out.')
    const { authkey_raw } = await house.ask(users.resetAuthKey, { id: await userId(house, said.of('user')) })
    return { data: { authkey: authkey_raw }, text: authkey_raw }
  },
})
/** Keys are kept as hashes: nobody can say them again. */
const getKey = (use: string): Command => ({
  use,
  about: 'Refused: keys are kept as hashes.',
  run: async () => fail('conflict', 'Auth keys are kept as hashes and cannot be shown again. `cake User change_authkey` makes a new one.'),
})

const ownerOf = async (house: House, key: string) => {
  const { sql, ports } = await house.system()
  return /^[a-zA-Z0-9]{40}$/.test(key) ? sql.keyOwner(ports.keyHash(key)) : null
}
const whose: Command = {
  use: 'user authkey [key]',
  about: 'Whose key this is; read from standard input where none is said. Exit code 1 for an unknown one.',
  run: async (house, said) => {
    const owner = await ownerOf(house, said.maybe('key') ?? (await house.stdin()))
    if (!owner) return fail('notFound', 'This is no auth key of this instance.')
    const { user, key_id, key_expiration, allowed_ips, read_only } = owner
    const { ports } = await house.system()
    const expired = key_expiration !== null && key_expiration <= ports.now()
    const key = {
      authkey_id: key_id,
      authkey_expiration: key_expiration,
      authkey_expired: expired,
      allowed_ips,
      authkey_read_only: read_only,
    }
    const data = { user_id: user.id, email: user.email, org_id: owner.org.id, ...key }
    return { data, text: JSON.stringify(data), code: expired ? 2 : 0 }
  },
}
/** For proxies that let keys through: it answers each line. */
const valid: Command = {
  use: 'user authkey_valid',
  about: 'Read a key a line; write 1 for one that works and 0 for any other.',
  run: async (house) => {
    const { ports } = await house.system()
    for await (const line of createInterface({ input: process.stdin })) {
      const owner = await ownerOf(house, line.trim())
      const now = ports.now()
      const dead = !owner || (owner.key_expiration !== null && owner.key_expiration <= now) || owner.role.perm_auth !== true
      process.stdout.write(dead || mayAuthenticate(owner.user, now) ? '0\n' : '1\n')
    }
    return { data: undefined, text: '' }
  },
}

const openKeys: Command = {
  use: 'user expire_authkeys_without_ip_allowlist',
  about: 'End every living key that works from everywhere.',
  run: async (house) => {
    const now = (await house.system()).ports.now()
    const all = await house.every(authKeys.export, {})
    const open = all.filter(({ allowed_ips, expiration }) => allowed_ips.length === 0 && (!expiration || expiration > now.toISOString()))
    for (const { id } of open) await house.ask(authKeys.edit, { id, expiration: now.getTime() / 1000 })
    return { data: open.map(({ id }) => id), text: `${open.length} auth key(s) ended.` }
  },
}

/** MISP's commands about auth keys (operations 10.1, 10.2). */
export const cakeKeys: readonly Command[] = [
  changeKey('user change_authkey <user> [key]'),
  changeKey('admin change_authkey <user> [key]'),
  getKey('admin getauthkey <user>'),
  getKey('authkey <user>'),
  whose,
  valid,
  openKeys,
]
