import type { Kind, Operation } from './operation.ts'

export type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE'

const shapes: Record<Kind, [Method, (noun: string, action: string) => string]> = {
  list: ['GET', (noun) => `/api/${noun}`],
  export: ['GET', (noun) => `/api/${noun}/export`],
  view: ['GET', (noun) => `/api/${noun}/:id`],
  add: ['POST', (noun) => `/api/${noun}`],
  edit: ['PATCH', (noun) => `/api/${noun}/:id`],
  delete: ['DELETE', (noun) => `/api/${noun}/:id`],
  query: ['GET', (noun, action) => `/api/${noun}/${action}`],
  queryOne: ['GET', (noun, action) => `/api/${noun}/:id/${action}`],
  act: ['POST', (noun, action) => `/api/${noun}/${action}`],
  actOne: ['POST', (noun, action) => `/api/${noun}/:id/${action}`],
}

/** Noun and action of an operation's name. */
export const partsOf = (op: Operation) => {
  const dot = op.name.indexOf('.')
  return { noun: op.name.slice(0, dot), action: op.name.slice(dot + 1) }
}

/** Where an operation lives in the modern API; server and client both ask here. */
export const addressOf = (op: Operation) => {
  const { noun, action } = partsOf(op)
  const [method, url] = shapes[op.kind]
  return { method: op.inBody ? ('POST' as const) : method, url: url(noun, action) }
}
