import { isMap } from '../../packages/contract/src/inputs/isMap.ts'
import type { Recording } from './recording.ts'
import { modelOfReference, modelOfTable, models } from './schema.ts'

/** What a replay knows of an area so far: which row of ours stands for a recorded one, and which values requests have sent. */
export type Facts = { bound: Map<string, string>; sent: Map<string, Set<string>> }
export const noFacts = (): Facts => ({ bound: new Map(), sent: new Map() })

/** MISP answers `1` as true and `"3"` as 3: values count as the same when their texts are. */
const textOf = (value: unknown): string => {
  if (value === null || value === undefined) return ''
  if (typeof value === 'boolean') return value ? '1' : '0'
  return typeof value === 'object' ? JSON.stringify(value) : `${value as string | number}`
}
const masked = (text: string) => (/^[A-Za-z\d]{40}$/.test(text) ? '<40-char key>' : text)

/** Says that a recorded id or UUID of a model is another one here. */
export const bind = ({ bound }: Facts, model: string, recorded: unknown, ours: unknown) =>
  bound.set(`${model} ${textOf(recorded)}`, textOf(ours))
export const oursOf = ({ bound }: Facts, model: string, recorded: string) => bound.get(`${model} ${recorded}`)

/** The model whose rows an address names; `/auth_keys/add/3` and `/auth_keys/index/3` name users. */
export const modelOfPath = (path: string) => {
  if (/^\/auth_keys\/(add|index)/.test(path)) return 'User'
  const controller = path.split(/[/?]/).find((part) => part !== '' && part !== 'admin') ?? ''
  return modelOfTable.get(controller) ?? ''
}

/** The address with our ids for the recorded ones. */
export const pathOf = (facts: Facts, { path }: Recording) =>
  path
    .split('/')
    .map((part) => (/^(\d+|[\da-f-]{36})$/.test(part) ? (oursOf(facts, modelOfPath(path), part) ?? part) : part))
    .join('/')

/** The body with our ids for the recorded ones. */
export const bodyOf = (facts: Facts, value: unknown): unknown => {
  if (!isMap(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => {
      const model = modelOfReference.get(key)
      const ours = model && (typeof one === 'string' || typeof one === 'number') ? oursOf(facts, model, textOf(one)) : undefined
      return [key, ours ?? bodyOf(facts, one)]
    }),
  )
}

/** Remembers every value of a body by its key. An empty text says nothing: most fields are empty. */
export const rememberSent = (facts: Facts, value: unknown) => {
  if (!isMap(value)) return
  for (const [key, one] of Object.entries(value)) {
    if (textOf(one) !== '') facts.sent.set(key, (facts.sent.get(key) ?? new Set()).add(textOf(one)))
    rememberSent(facts, one)
  }
}

/** Rows of an answer are bound to the recorded ones when they are first seen; a row that the address names is the one of that id. */
export const learnRows = (facts: Facts, { answer, path }: Recording, ours: unknown) => {
  if (!isMap(answer) || !isMap(ours)) return
  for (const model of models) {
    const [theirs, mine] = [answer[model], ours[model]]
    if (!isMap(theirs) || !isMap(mine) || oursOf(facts, model, textOf(theirs.id)) !== undefined) continue
    const named = modelOfPath(path) === model && path.split('/').includes(textOf(theirs.id))
    bind(facts, model, theirs.id, named ? theirs.id : mine.id)
    if (typeof mine.uuid === 'string') bind(facts, model, theirs.uuid, mine.uuid)
  }
}

/** The value that a field must have here; undefined where only its kind can be compared. */
export type Expected = (model: string, key: string, recorded: unknown) => unknown

/** What a request sent under the same key with the same value must come back as it was recorded. */
export const expectSent =
  ({ sent }: Facts): Expected =>
  (_, key, recorded) => {
    if (key === 'id' || modelOfReference.has(key)) return undefined
    const found = [...(sent.get(key) ?? [])].find((one) => masked(one) === textOf(recorded))
    return found !== undefined && recorded === '<40-char key>' ? found : found && recorded
  }

/** Besides, an id that stands for a bound row must be the one of our row. */
export const expectAll =
  (facts: Facts): Expected =>
  (model, key, recorded) => {
    const named = key === 'id' || key === 'uuid' ? model : modelOfReference.get(key)
    const ours = named === undefined ? undefined : oursOf(facts, named, textOf(recorded))
    if (ours === undefined) return expectSent(facts)(model, key, recorded)
    return typeof recorded === 'number' ? Number(ours) : ours
  }

/** What identifies a row of a list: the id of the model that it begins with, such as `User 3`. */
export const identityOf = (row: unknown): { model: string; id: string } | undefined => {
  if (!isMap(row)) return undefined
  const [model = ''] = Object.keys(row)
  const inner = row[model]
  return models.has(model) && isMap(inner) ? { model, id: textOf(inner.id) } : undefined
}
