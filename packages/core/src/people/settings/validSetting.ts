import { isMap } from '@reeve/contract/inputs/isMap'
import { isPath } from '../../access/sessions/homepage.ts'

const branches = new Set(['AND', 'OR', 'NOT'])
const leaves = new Set(['AttributeTag.name', 'EventTag.name', 'Tag.name', 'Orgc.uuid', 'Orgc.name', 'ThreatLevel.name'])
const isTextOrTexts = (value: unknown) => [value].flat().every((one) => typeof one === 'string')
const deepest = 20
/** A tree of AND, OR and NOT over what an event is tagged with, whose it is, and its threat level (people-data 2.3). */
const problemOfFilter = (tree: unknown, depth = 0): string | undefined => {
  if (depth > deepest) return `The filter is nested more than ${deepest} deep.`
  if (Array.isArray(tree)) return tree.map((one) => problemOfFilter(one, depth + 1)).find(Boolean)
  if (!isMap(tree)) return 'Write the filter as {"AND": {"Tag.name": "tlp:red"}}.'
  for (const [key, value] of Object.entries(tree)) {
    const problem = branches.has(key)
      ? problemOfFilter(value, depth + 1)
      : leaves.has(key)
        ? isTextOrTexts(value)
          ? undefined
          : `${key} takes a text, or a list of texts.`
        : `“${key.slice(0, 60)}” is none of ${[...branches, ...leaves].join(', ')}.`
    if (problem) return problem
  }
  return undefined
}

/** What is wrong with the value of a user's setting; undefined when it is fine. */
export const problemOfUserSetting = (setting: string, value: unknown): string | undefined => {
  if (setting === 'publish_alert_filter') return problemOfFilter(value)
  if (setting === 'homepage')
    return isMap(value) && isPath(value.path)
      ? undefined
      : 'A homepage is a place on this instance that begins with one slash, written as {"path": "/app/logs"}.'
  return undefined
}
