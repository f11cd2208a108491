import path from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folders everything else is found from; `state` holds what the bootstrap remembers and goes away with node_modules. */
const root = fileURLToPath(new URL('../../../', import.meta.url))
const modules = path.join(root, 'node_modules')
export const places = { root, modules, bin: path.join(modules, '.bin'), state: path.join(modules, '.reeve') }
