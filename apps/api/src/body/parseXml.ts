import { XMLParser } from 'fast-xml-parser'
import type { BodyLimits } from './bodyLimits.ts'
import { TooLarge, Unreadable } from './tooLarge.ts'

const openings = (text: string, most: number) => {
  let count = 0
  for (let at = text.indexOf('<'); at >= 0 && count <= most; at = text.indexOf('<', at + 1)) count++
  return count
}

/**
 * Parses XML without document types and entities; nothing is ever fetched (docs/contract/security.md 24). The number of tags is
 * checked before they are parsed.
 */
export const parseXml = (text: string, { tags, depth }: BodyLimits): unknown => {
  if (openings(text, 2 * tags) > 2 * tags) throw new TooLarge(`The body holds more than ${tags} tags.`)
  if (/<!(DOCTYPE|ENTITY)/i.test(text)) throw new Unreadable('Document types and entities are not accepted in XML.')
  const parser = new XMLParser({
    parseTagValue: false,
    processEntities: false,
    ignoreAttributes: true,
    ignoreDeclaration: true,
    maxNestedTags: depth,
  })
  try {
    return text.trim() === '' ? {} : parser.parse(text)
  } catch {
    throw new Unreadable('The body is not valid XML.')
  }
}
