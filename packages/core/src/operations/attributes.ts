import { attributes, describedTypes } from '@reeve/contract/resources/attributes'
import { implement, noRows } from '../implement.ts'

export const attributesImplementation = implement(attributes, noRows, {
  describeTypes: async () => describedTypes,
})
