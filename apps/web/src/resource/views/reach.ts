import type { Actor } from '@reeve/contract/kernel/may'
import { mayShare, type Reach, reaches } from '@reeve/contract/people/savedViews'

/** For whom a view is, in words. */
export const reachWords = (reach: Reach, org: string) =>
  ({ me: 'Only you', organisation: `Everybody in ${org}`, everyone: 'Everyone here' })[reach]
/** For whom an actor may make one. */
export const reachesOf = (actor: Actor) => reaches.filter((reach) => mayShare(actor, reach))
