import { csvCell } from '@reeve/contract/inputs/csv'

/** Hands over a table as a CSV file made here. */
export const downloadCsv = (name: string, lines: readonly (readonly (string | number)[])[]) => {
  const text = lines
    .map((cells) => `${cells.map((cell) => (typeof cell === 'number' ? String(cell) : csvCell(cell))).join(',')}\r\n`)
    .join('')
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([text], { type: 'text/csv' }))
  link.download = name
  link.click()
  URL.revokeObjectURL(link.href)
}
