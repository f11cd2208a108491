import type { Signal } from '../../kernel/signal.ts'
import type { KeyOwner } from './accessSql.ts'

/** Owners of keys seen lately. Only while changes are heard; any change of who may do what empties it. */
export type ActorCache = {
  get: (hash: string) => KeyOwner | undefined
  put: (hash: string, owner: KeyOwner, since: number) => void
  age: () => number
}
const decisive = new Set(['*', 'users', 'roles', 'organisations', 'authKeys', 'settings'])
const most = 10_000

export const actorCache = (signal: Signal): ActorCache => {
  const owners = new Map<string, KeyOwner>()
  let age = 0
  signal.on(({ noun }) => {
    if (!decisive.has(noun)) return
    age++
    owners.clear()
  })
  return {
    age: () => age,
    get: (hash) => (signal.live ? owners.get(hash) : undefined),
    // What was read before a change became known must not outlive it.
    put: (hash, owner, since) => {
      if (since === age && signal.live && owners.size < most) owners.set(hash, owner)
    },
  }
}
