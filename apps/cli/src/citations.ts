import { existsSync, globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { root } from './tool.ts'

const contract = path.join(root, 'docs/contract')

/** A document in docs/contract, and what a comment may cite of it. */
type Cited = { lines: readonly string[]; sections: ReadonlySet<string> }

/**
 * Numbered headings (`2.2`), appendices (`Appendix A`) and rows of tables: `11.2 D2` and `12 row 3` stand below a numbered heading, `22` in a
 * document without any.
 */
const sectionsOf = (lines: readonly string[]) => {
  const sections = new Set<string>()
  let section = ''
  for (const line of lines) {
    const heading = /^#+ (\d+(?:\.\d+)*|Appendix [A-Z])\b/.exec(line)?.[1]
    const row = /^\| ([A-Z]?\d+) \|/.exec(line)?.[1]
    if (heading) section = heading
    if (section) sections.add(section)
    if (row) sections.add(section ? `${section} ${/^\d/.test(row) ? 'row ' : ''}${row}` : row)
  }
  return sections
}

const citable = new Map(
  globSync('*.md', { cwd: contract, exclude: ['README.md'] }).map((file): [string, Cited] => {
    const lines = readFileSync(path.join(contract, file), 'utf8').split('\n')
    return [file.replace('.md', ''), { lines, sections: sectionsOf(lines) }]
  }),
)

const item = String.raw`(?:\d+(?:\.\d+)*(?: [A-Z]\d+| row \d+)?|Appendix [A-Z]|"[^"\n]+")`
const names = [...citable.keys()].toSorted((a, b) => b.length - a.length).join('|')
/** `people-data 2.2, 2.5`, `operations 5.1 to 5.3`, `operations 11.2 D2`, `clients "Login form"`. */
const citation = new RegExp(String.raw`(?<![\w-])(${names})(?:\.md)?,? +(${item}(?:(?:, | and | or | to )${item})*)`, 'g')
/** Documents that are not in docs/contract, or whose section is not named as it should be. */
const elsewhere = 'anchors|architecture|design|events-storage|events-ui|issue|manual|performance|plan|product|rooms|stack|ui'
const foreign = [
  new RegExp(String.raw`\((?:the )?(?:${elsewhere})(?:\.md)?(?:[:,] | §? ?\d)[^)]*\)`, 'g'),
  new RegExp(String.raw`\((?:${names})(?:\.md)?: [^)]*\)`, 'g'),
  /§.{0,20}/g,
]
const aFile = /(?<![\w/])docs\/[\w./-]+\.(?:md|json)\b/g

/** Comments keep their length, so that places in them are places in the file; a citation may begin on one line and end on the next. */
const joined = (text: string) => text.replaceAll(/\n[ \t]*(?:\*|\/{2,3})(?= )/g, (gap) => ' '.repeat(gap.length))
const commentsOf = (text: string) =>
  text.replaceAll(/((?<=^|\s)\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/ .*)|[^\n]/gm, (piece, comment: string | undefined) => (comment ? piece : ' '))

const isThere = (name: string, section: string) => {
  const { lines = [], sections } = citable.get(name) ?? {}
  if (!section.startsWith('"')) return sections?.has(section) === true
  const title = section.slice(1, -1)
  return lines.some((line) => line.replace(/^[#*\s-]+/, '').startsWith(title))
}

type Finding = { at: number; sentence: string }
const danglingIn = (text: string): Finding[] =>
  [...joined(text).matchAll(citation)].flatMap(({ index, 1: name = '', 2: list = '' }) =>
    [...list.matchAll(new RegExp(item, 'g'))]
      .filter(([section]) => !isThere(name, section))
      .map(([section]) => ({ at: index, sentence: `docs/contract/${name}.md has no section or row ${section}.` })),
  )
const foreignIn = (text: string): Finding[] => {
  const comments = joined(commentsOf(text))
  return foreign.flatMap((pattern) =>
    [...comments.matchAll(pattern)].map(({ index, 0: found }) => ({
      at: index,
      sentence: `"${found}" cites no document of docs/contract: state the reason instead.`,
    })),
  )
}
const lostIn = (text: string): Finding[] =>
  [...text.matchAll(aFile)]
    .filter(([file]) => !existsSync(path.join(root, file)))
    .map(({ index, 0: file }) => ({ at: index, sentence: `${file} does not exist.` }))

const lineOf = (text: string, at: number) => text.slice(0, at).split('\n').length

/** Every citation that leads nowhere, as `file:line: sentence`. docs/contract/README.md says how documents are cited. */
export const danglingCitations = (): string[] =>
  globSync(['{apps,packages,prisma,e2e}/**/*.{ts,tsx,mjs,css,prisma}', '{README.md,docs/*.md,packages/*/README.md}'], {
    cwd: root,
    exclude: ['**/node_modules/**', '**/generated/**', '**/dist/**', '**/citations.ts'],
  }).flatMap((file) => {
    const text = readFileSync(path.join(root, file), 'utf8')
    const found = [...danglingIn(text), ...lostIn(text), ...(file.endsWith('.md') ? [] : foreignIn(text))]
    return found.map(({ at, sentence }) => `${file}:${lineOf(text, at)}: ${sentence}`)
  })
