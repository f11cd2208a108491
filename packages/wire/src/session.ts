import { sessionOperations as session } from '@reeve/contract/resources/session'
import { answer, at, type Binding } from './dialect.ts'
import { saved } from './refuse.ts'
import { contentTypes } from './render.ts'

export const sessionWire: Binding[] = [
  ...at(['/users/logout'], session.end, { alsoGet: true, give: saved('Logged out.', { id: () => undefined }) }),
  ...at(['/users/checkIfLoggedIn'], session.me, { give: () => answer('OK', { type: contentTypes.html }) }),
]
