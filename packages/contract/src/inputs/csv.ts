/** How tables are written for spreadsheets: what leaves as CSV, from the server or from a page, is made of these. */

/** A text that a spreadsheet would take for a formula is given a quote, so that it stays a text. */
const formula = /^[=+\-@\t\r]/
export const harmless = (text: string) => (formula.test(text) ? `'${text}` : text)

/** One text as a cell. */
export const csvCell = (text: string) => {
  const safe = harmless(text)
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** Whether a text can stand in a cell as it is, to be copied from there. */
export const staysPlain = (text: string) => csvCell(text) === text

/** What a cell said before it was made harmless. */
export const saidInCell = (cell: string) => (cell.startsWith("'") && formula.test(cell.slice(1)) ? cell.slice(1) : cell)
