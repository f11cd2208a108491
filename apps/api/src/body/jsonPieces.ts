import { fail } from '@reeve/contract/inputs/failure'
import { isMap } from '@reeve/contract/inputs/isMap'
import { type BodyLimits, tooManyValues } from './bodyLimits.ts'
import { LongString } from './longString.ts'

/** A container that is open. What precedes `from` has been parsed already; the element now read begins at `comma`. */
type Frame = {
  isArray: boolean
  start: number
  from: number
  comma: number
  /** The name of the element has been read. */
  named: boolean
  /** The element was too large for a piece and is in place already. */
  placed: boolean
  made: { items: unknown[]; members: Record<string, unknown> } | undefined
}
type Source = { size: number; read: (from: number, to: number) => Buffer }

const [quote, backslash, comma, colon] = [0x22, 0x5c, 0x2c, 0x3a]
const [openArray, closeArray, openObject, closeObject] = [0x5b, 0x5d, 0x7b, 0x7d]

const nextIn = (part: Buffer, byte: number, from: number) => {
  const at = part.indexOf(byte, from)
  return at < 0 ? part.length : at
}
const wrong = (): never => {
  throw new SyntaxError('This is not JSON.')
}
/** Sets a property of its own, also where the name is `__proto__`. */
const put = (members: Record<string, unknown>, name: string, value: unknown) =>
  name === '__proto__'
    ? Object.defineProperty(members, name, { value, writable: true, enumerable: true, configurable: true })
    : Object.assign(members, { [name]: value })

/**
 * Scans JSON once and parses it piece by piece: runs of small elements by `JSON.parse`, large containers and strings by putting
 * their pieces together. The result is what `JSON.parse` of the whole would give. A `SyntaxError` says that it is not JSON.
 */
export class JsonPieces {
  readonly #source: Source
  readonly #limits: BodyLimits
  readonly #piece: number
  readonly #frames: Frame[] = []
  #offset = 0
  #values = 1
  #inString = false
  #escaped = false
  #stringStart = 0
  #long: { text: LongString; from: number } | undefined
  #root: { value: unknown; end: number } | undefined

  /** `piece`: bytes that are handed to `JSON.parse` at once, or a few times as many. */
  constructor(source: Source, limits: BodyLimits, piece: number) {
    this.#source = source
    this.#limits = limits
    this.#piece = piece
  }

  /** Takes the next bytes. */
  scan(part: Buffer) {
    // Where the next quote and the next backslash are: most bytes of strings are passed over by the search of the buffer.
    let [quoteAt, slashAt] = [-1, -1]
    for (let index = 0; index < part.length; index++) {
      if (!this.#inString) this.#structure(part[index], this.#offset + index)
      else if (this.#escaped) this.#escaped = false
      else {
        if (quoteAt < index) quoteAt = nextIn(part, quote, index)
        if (slashAt < index) slashAt = nextIn(part, backslash, index)
        index = Math.min(quoteAt, slashAt)
        if (index === part.length) break
        if (index === slashAt) this.#escaped = true
        else this.#endString(this.#offset + index)
      }
    }
    this.#offset += part.length
    if (this.#inString) this.#lengthen()
  }

  /** The value, once all bytes were taken. An empty body is an empty object. */
  end(): unknown {
    const { size, read } = this.#source
    if (this.#root) {
      this.#blank(this.#root.end, size)
      return this.#root.value
    }
    if (this.#frames.length > 0 || size > 4 * this.#piece) return wrong()
    const text = read(0, size).toString('utf8')
    return text.trim() === '' ? {} : JSON.parse(text)
  }

  #structure(byte: number | undefined, at: number) {
    if (byte === quote) {
      this.#inString = true
      this.#stringStart = at
    } else if (byte === comma) this.#next(at)
    else if (byte === colon) Object.assign(this.#frames.at(-1) ?? {}, { named: true })
    else if (byte === openArray || byte === openObject) this.#open(byte === openArray, at)
    else if (byte === closeArray || byte === closeObject) this.#close(byte === closeArray, at)
  }

  #count() {
    if (++this.#values > this.#limits.values) throw tooManyValues(this.#limits)
  }

  #open(isArray: boolean, at: number) {
    const { depth } = this.#limits
    if (this.#frames.length >= depth) fail('invalid', `The body is nested more than ${depth} levels deep.`)
    this.#count()
    this.#frames.push({ isArray, start: at, from: at + 1, comma: at + 1, named: false, placed: false, made: undefined })
  }

  #next(at: number) {
    const frame = this.#frames.at(-1)
    if (!frame) return
    this.#count()
    if (frame.placed) this.#blank(frame.from, at)
    if (frame.placed || at - frame.from >= this.#piece) {
      if (!frame.placed) this.#parse(frame, at)
      frame.from = at + 1
    }
    Object.assign(frame, { comma: at + 1, named: false, placed: false })
  }

  #close(isArray: boolean, at: number) {
    const frame = this.#frames.pop()
    if (frame?.isArray !== isArray) return wrong()
    // What is small stays part of the text around it.
    if (!frame.made && at - frame.start < this.#piece) return
    if (frame.placed) this.#blank(frame.from, at)
    else if (frame.made || this.#text(frame.from, at).trim() !== '') this.#parse(frame, at)
    const { items, members } = frame.made ?? { items: [], members: {} }
    this.#place(isArray ? items : members, frame.start, at + 1)
  }

  /** A string that goes on beyond a piece is decoded as it arrives. */
  #lengthen() {
    if (!this.#long && this.#offset - this.#stringStart < this.#piece) return
    const frame = this.#frames.at(-1)
    if (frame && !frame.isArray && !frame.named) fail('invalid', 'The body holds a field name that is too long.')
    this.#long ??= { text: new LongString(), from: this.#stringStart + 1 }
    this.#long.text.push(this.#source.read(this.#long.from, this.#offset))
    this.#long.from = this.#offset
  }

  #endString(at: number) {
    this.#inString = false
    if (!this.#long) return
    const { text, from } = this.#long
    this.#long = undefined
    text.push(this.#source.read(from, at))
    this.#place(text.end(), this.#stringStart, at + 1)
  }

  /** Puts a large value into the container around it, after what stands before it there. */
  #place(value: unknown, start: number, end: number) {
    const frame = this.#frames.at(-1)
    if (!frame) {
      if (this.#root) wrong()
      this.#blank(0, start)
      this.#root = { value, end }
      return
    }
    if (frame.placed) wrong()
    if (frame.comma > frame.from) this.#parse(frame, frame.comma - 1)
    frame.made ??= { items: [], members: {} }
    if (frame.isArray) {
      this.#blank(frame.comma, start)
      frame.made.items.push(value)
    } else put(frame.made.members, this.#nameBefore(frame.comma, start), value)
    frame.placed = true
    frame.from = end
  }

  #nameBefore(from: number, to: number) {
    const made: unknown = JSON.parse(`{${this.#text(from, to)}0}`)
    const [name, ...more] = isMap(made) ? Object.keys(made) : []
    return name === undefined || more.length > 0 ? wrong() : name
  }

  /** Parses the elements from `frame.from` on, of which there must be some. */
  #parse(frame: Frame, to: number) {
    const text = this.#text(frame.from, to)
    if (text.trim() === '') wrong()
    const made: unknown = JSON.parse(frame.isArray ? `[${text}]` : `{${text}}`)
    frame.made ??= { items: [], members: {} }
    if (Array.isArray(made)) for (const item of made) frame.made.items.push(item)
    else if (isMap(made)) for (const [name, value] of Object.entries(made)) put(frame.made.members, name, value)
  }

  #text(from: number, to: number) {
    return to - from > 4 * this.#piece ? wrong() : this.#source.read(from, to).toString('utf8')
  }

  #blank(from: number, to: number) {
    if (/[^ \t\r\n]/.test(this.#text(from, to))) wrong()
  }
}
