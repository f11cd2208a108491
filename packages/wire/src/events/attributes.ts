import { attributes } from '@reeve/contract/events/attributes'
import { at, type Binding } from '../dialect/dialect.ts'

export const attributesWire: Binding[] = [
  ...at(['/attributes/describeTypes'], attributes.describeTypes, { give: (result) => ({ result }) }),
]
