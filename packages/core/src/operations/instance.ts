import { instanceOperations } from '@reeve/contract/resources/instance'
import { implement, noRows } from '../implement.ts'

/** The MISP release whose wire is spoken; clients compare it with their own (people-data 9.1). */
const version = '2.5.1'

export const instanceImplementation = implement(instanceOperations, noRows, {
  version: async ({ read }) => {
    const { uuid } = await read.instance.findUniqueOrThrow({ where: { id: 1 }, select: { uuid: true } })
    return { version, uuid }
  },
})
