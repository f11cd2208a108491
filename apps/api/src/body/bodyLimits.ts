import { TooLarge } from './tooLarge.ts'

const megabyte = 1024 * 1024

/** What a request body may hold at most. `bytes` counts the body as it was sent, and again as it is unpacked. */
export type BodyLimits = { bytes: number; values: number; depth: number; tags: number; sentence: string }

/** For callers who are not known yet: enough for every public form. */
export const forStrangers: BodyLimits = {
  bytes: 64 * 1024,
  values: 1000,
  depth: 20,
  tags: 1000,
  sentence: 'A request without a valid auth key or session can carry at most 64 kB.',
}

/** For callers who are known. The bounds on values and tags keep checking the input short. */
export const forCallers = (megabytes: number): BodyLimits => ({
  bytes: megabytes * megabyte,
  values: 100_000,
  depth: 100,
  tags: 20_000,
  sentence: `The request is larger than the limit of ${megabytes} MB (http.bodyLimit).`,
})

/** Forms and XML are parsed in one go and held in memory as text; JSON is parsed in pieces and has no such bound. */
export const textBytes = 4 * megabyte
/** A body beyond this size is held in a file instead of in memory. */
export const memoryBytes = 32 * megabyte
/** All bodies above `textBytes` that are being answered may hold this much together. */
export const heldBytes = 512 * megabyte

export const tooManyBytes = ({ bytes, sentence }: BodyLimits) => new TooLarge(sentence, bytes)
export const tooManyValues = ({ values }: BodyLimits) => new TooLarge(`The body holds more than ${values} values.`)
