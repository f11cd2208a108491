import { instanceOperations } from '@reeve/contract/instance/instance'
import { perms } from '@reeve/contract/kernel/may'
import { implement, noRows } from '../request/implement.ts'

/** The MISP release whose wire is spoken; clients compare it with their own (people-data 9.1). */
const version = '2.5.1'

export const instanceImplementation = implement(instanceOperations, noRows, {
  /** Which instance this is concerns only those who synchronise with it (people-data 7.3). */
  version: async ({ actor, read }) => {
    if (!actor.perms.has('perm_sync')) return { version, uuid: null }
    const { uuid } = await read.instance.findUniqueOrThrow({ where: { id: 1 }, select: { uuid: true } })
    return { version, uuid }
  },

  access: async ({ read }, { role_id }) => {
    const roles = await read.role.findMany({ ...(role_id !== undefined && { where: { id: role_id } }), orderBy: { id: 'asc' } })
    return roles.map((role) => ({ id: role.id, name: role.name, perms: perms.filter((perm) => role[perm]) }))
  },
})
