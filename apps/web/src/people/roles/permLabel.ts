import type { Perm } from '@reeve/contract/kernel/may'
import { extraPerms } from '@reeve/contract/people/roles'

/** What the level of a role is made of. */
const levels = {
  perm_add: 'Add events',
  perm_modify: 'Modify own events',
  perm_modify_org: 'Modify events of the organisation',
  perm_publish: 'Publish events',
} as const
const isLevel = (perm: Perm): perm is keyof typeof levels => Object.hasOwn(levels, perm)

export const permLabel = (perm: Perm) => (isLevel(perm) ? levels[perm] : extraPerms[perm][0])
export const permHelp = (perm: Perm) => (isLevel(perm) ? undefined : extraPerms[perm][1])
