type Cell = string | number | boolean | null | undefined

const shown = (cell: Cell) => (cell === null || cell === undefined ? '' : String(cell)).replaceAll('\n', ' ')

/** Rows below their headings, as wide as what stands in them. */
export const table = (headings: readonly string[], rows: readonly (readonly Cell[])[]) => {
  const lines = [headings, ...rows.map((row) => row.map(shown))]
  const widths = headings.map((_, at) => Math.max(...lines.map((line) => (line[at] ?? '').length)))
  return lines
    .map((line) =>
      line
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

/** Name and value of each fact, one a line. */
export const facts = (of: Record<string, Cell>) => {
  const width = Math.max(...Object.keys(of).map((name) => name.length))
  return Object.entries(of)
    .map(([name, value]) => `${name.padEnd(width)}  ${shown(value)}`.trimEnd())
    .join('\n')
}

/** How many there are beyond those shown. */
export const withRest = (text: string, { rows, total, about }: { rows: readonly unknown[]; total: number; about: boolean }) =>
  total > rows.length ? `${text}\n${rows.length} of ${about ? 'about ' : ''}${total}` : text
