import { StringDecoder } from 'node:string_decoder'

/** Where a text can be cut without splitting an escape sequence such as `\n` or `\u00e9`. */
const safeCut = (text: string) => {
  const last = text.lastIndexOf('\\')
  if (last < 0 || last < text.length - 6) return text.length
  let run = last
  while (run > 0 && text[run - 1] === '\\') run--
  // An even number of backslashes is a row of escaped ones.
  if ((last - run) % 2 === 1) return text.length
  return last + (text[last + 1] === 'u' ? 6 : 2) <= text.length ? text.length : last
}

const parsed = (text: string) => String(JSON.parse(`"${text}"`))

/** Decodes a JSON string whose bytes arrive in parts, so that no single step is long. */
export class LongString {
  readonly #decoder = new StringDecoder('utf8')
  #rest = ''
  #text = ''

  push(bytes: Buffer) {
    const text = this.#rest + this.#decoder.write(bytes)
    const cut = safeCut(text)
    this.#text += parsed(text.slice(0, cut))
    this.#rest = text.slice(cut)
  }

  end() {
    return this.#text + parsed(this.#rest + this.#decoder.end())
  }
}
