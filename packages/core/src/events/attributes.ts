import { attributes, describedTypes } from '@reeve/contract/events/attributes'
import { implement, noRows } from '../request/implement.ts'

export const attributesImplementation = implement(attributes, noRows, {
  describeTypes: async () => describedTypes,
})
