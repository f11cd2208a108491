import { operations } from '@reeve/contract/catalogue'
import { Failure } from '@reeve/contract/inputs/failure'
import { type Actor, isSiteAdmin } from '@reeve/contract/kernel/may'
import { isWrite } from '@reeve/contract/kernel/operation'
import { actorByKey, anonymous } from '@reeve/core/access/sign-in/actors'
import { ask } from '@reeve/core/request/ask'
import { from, scene } from '@reeve/core/testing/scene'
import { bindings } from '@reeve/wire/bindings'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { mispRights } from './testing/mispRights.ts'

/** Who may ask what, found out by asking. Rows are another matter: who may ask still sees and changes only what is his. */
const names = ['anonymous', 'user', 'auditor', 'org admin', 'sync user', 'site admin', 'read-only key', 'disabled user'] as const
type Name = (typeof names)[number]
type Ways = Record<Name, () => Promise<Actor>>

let world: Awaited<ReturnType<typeof scene>>
let ways: Ways
beforeAll(async () => {
  world = await scene()
  const key = await world.ask<{ authkey_raw: string }>('admin', 'authKeys.add', { read_only: true })
  const gone = await world.ask<{ id: number; authkey: string }>('admin', 'users.add', { email: 'gone@alpha.test', org_id: 2, role_id: 2 })
  await world.ask('admin', 'users.edit', { id: gone.id, disabled: true })
  ways = {
    anonymous: async () => anonymous(from),
    user: () => world.as('user'),
    // The role Read Only: perm_auth and perm_audit.
    auditor: () => world.as('readonly'),
    'org admin': () => world.as('orgadmin'),
    'sync user': () => world.as('sync'),
    'site admin': () => world.as('admin'),
    'read-only key': () => actorByKey(world.system, [key.authkey_raw], from),
    'disabled user': () => actorByKey(world.system, [gone.authkey], from),
  }
})
afterAll(() => world.close())

/** A field that no operation knows is refused only to who may ask at all. */
const mayAsk = async (operation: string, who: Name) => {
  try {
    await ask(world.system, await ways[who](), operation, { nosuchfield: 1 })
  } catch (error) {
    if (error instanceof Failure && error.kind === 'invalid') return true
    if (error instanceof Failure && ['forbidden', 'unauthenticated'].includes(error.kind)) return false
    throw error
  }
  throw new Error(`${operation} took a field it does not know.`)
}

const sorted = [...operations].sort((a, b) => (a.name < b.name ? -1 : 1))
const matrix = async () => {
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  const lines = [row(['operation', 'rule', ...names]), row(['---', '---', ...names.map(() => '---')])]
  for (const { name, allow } of sorted) {
    const cells: string[] = []
    for (const who of names) cells.push((await mayAsk(name, who)) ? 'yes' : '–')
    lines.push(row([name, allow.name, ...cells]))
  }
  return lines
}

it('docs/rights.md says who may ask what; after a new operation or rule, `npm test -- rights -u` writes it anew', async () => {
  const text = [
    '# Who may ask what',
    '',
    'Found out by asking each operation as each of these, with the settings as they come (`apps/api/src/rights.test.ts`; `npm test -- rights -u`',
    'writes this file). Whoever may ask still sees and changes only the rows that are his. The auditor has the role Read Only; the read-only key',
    'is a site admin’s.',
    '',
    ...(await matrix()),
    '',
  ].join('\n')
  await expect(text).toMatchFileSnapshot('../../../docs/rights.md')
})

/** MISP's conditions, with the settings as they come. */
const conditions: Record<string, (actor: Actor) => boolean> = {
  any: () => true,
  'SA only': isSiteAdmin,
  host_org_user: ({ org_id }) => org_id === 1,
  not_read_only_authkey: ({ readOnly }) => !readOnly,
  password_forgotten_enabled: () => false,
}
const enabled = /_enabled$|^organisation_index$/
const meets = (actor: Actor, condition: string) =>
  conditions[condition]?.(actor) ?? (enabled.test(condition) || [...actor.perms].some((perm) => perm === condition))
const mispAllows = (actor: Actor, rule: string) =>
  isSiteAdmin(actor) || rule.split(' + ').every((part) => part.split(' or ').some((condition) => meets(actor, condition)))

const known = new Map(
  Object.entries(mispRights).flatMap(([controller, rules]) =>
    Object.entries(rules).flatMap(([rule, actions]) =>
      actions.split(' ').map((action) => [`${controller} ${action}`.toLowerCase(), rule] as const),
    ),
  ),
)
const shared = bindings.flatMap(({ place, operation }) => {
  const controller = place.controller.replaceAll('_', '')
  const place_ = `${controller} ${place.admin ? 'admin_' : ''}${place.action || 'index'}`.toLowerCase()
  const rule = known.get(place_)
  return rule === undefined ? [] : [{ place: place_, rule, operation }]
})

/** Where Reeve lets in others than MISP on purpose: the place, who, and why. */
const differences: Record<string, { who: readonly Name[]; why: string }> = {
  'users admin_view': {
    who: ['user', 'auditor', 'sync user', 'read-only key'],
    why: 'It answers what /users/view answers: oneself, and nobody else who is not in the scope of the caller.',
  },
  'users register': {
    who: ['user', 'auditor', 'org admin', 'sync user', 'site admin'],
    why: 'MISP lets everybody in and refuses afterwards while self-registration is off; here its setting is the rule.',
  },
  'users forgot': {
    who: ['site admin'],
    why: 'Turned off, it is refused to site admins too, as MISP does by a rule that this table does not know.',
  },
  'users password_reset': { who: ['site admin'], why: 'The same.' },
  'users verifygpg': { who: ['org admin'], why: 'He sees the keys of his own organisation, whose users he looks after.' },
}

it('who may call MISP’s addresses is who may call them in MISP (people-data, Appendix A), but for what is listed with a reason', async () => {
  const found: Record<string, Name[]> = {}
  for (const { place, rule, operation } of shared)
    for (const who of names) {
      const actor = await ways[who]().catch(() => undefined)
      const misp = actor !== undefined && actor.from.way !== 'anonymous' && mispAllows(actor, rule)
      // A read-only key changes nothing here, by kind; MISP names each action.
      if (actor?.readOnly && isWrite(operation.kind)) continue
      if ((await mayAsk(operation.name, who)) !== misp) (found[place] ??= []).push(who)
    }
  expect(shared.length).toBeGreaterThan(60)
  expect(found).toEqual(Object.fromEntries(Object.entries(differences).map(([place, { who }]) => [place, who])))
})
