/** The encodings that spreadsheets write CSV in. Windows-1252 is what is called Latin-1 in browsers. */
export const encodings = [
  { value: 'utf-8', label: 'UTF-8' },
  { value: 'windows-1252', label: 'Windows-1252 (Latin-1)' },
  { value: 'utf-16le', label: 'UTF-16, little-endian' },
  { value: 'utf-16be', label: 'UTF-16, big-endian' },
] as const
export type Encoding = (typeof encodings)[number]['value']
export const encodingOf = (said: string | null) => encodings.find(({ value }) => value === said)?.value

/** `sure`: the bytes themselves say so. */
type Read = { text: string; encoding: Encoding; sure: boolean } | { problem: string }

const starts = (bytes: Uint8Array, ...first: number[]) => first.every((byte, at) => bytes[at] === byte)
/** Workbooks, old and new. */
const isWorkbook = (bytes: Uint8Array) => starts(bytes, 0x50, 0x4b, 3, 4) || starts(bytes, 0xd0, 0xcf, 0x11, 0xe0)

const decode = (bytes: Uint8Array, encoding: Encoding) => {
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes)
    return text.includes('\0') ? undefined : text
  } catch {
    return undefined
  }
}
const marked = (bytes: Uint8Array): Encoding | undefined => {
  if (starts(bytes, 0xff, 0xfe)) return 'utf-16le'
  return starts(bytes, 0xfe, 0xff) ? 'utf-16be' : undefined
}

/** The text of a file, or why it has none. Without a wanted encoding: its mark, UTF-8, and what old spreadsheets write otherwise. */
export const readText = (bytes: Uint8Array, wanted?: Encoding): Read => {
  if (isWorkbook(bytes))
    return { problem: 'This is a workbook. In the spreadsheet choose “Save as”, take “CSV UTF-8”, and choose that file.' }
  const tried = wanted ? [wanted] : [marked(bytes) ?? 'utf-8', 'windows-1252' as const]
  for (const [at, encoding] of tried.entries()) {
    const text = decode(bytes, encoding)
    if (text !== undefined) return { text, encoding, sure: wanted !== undefined || at === 0 }
  }
  return {
    problem: wanted
      ? `This file is not ${encodings.find(({ value }) => value === wanted)?.label}. Choose another encoding.`
      : 'This is not a text file.',
  }
}
