import { attributes } from '@reeve/contract/resources/attributes'
import { at, type Binding } from './dialect.ts'

export const attributesWire: Binding[] = [
  ...at(['/attributes/describeTypes'], attributes.describeTypes, { give: (result) => ({ result }) }),
]
