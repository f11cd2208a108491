import { implementations } from './implementations.ts'
import { askOf } from './request/ask.ts'
import { registryOf } from './request/registry.ts'

/** Every operation there is, by its name. */
export const registry = registryOf(implementations)

/** Asks any operation of the catalogue. */
export const ask = askOf(registry)
