import type { Multipart } from '@fastify/multipart'
import type { FastifyRequest } from 'fastify'
import type { BodyLimits } from './bodyLimits.ts'
import { parseForm } from './parseForm.ts'
import { TooLarge, Unreadable } from './tooLarge.ts'

/** The largest form with files. No file that any operation takes is larger than a quarter of it. */
const formBytes = 1_000_000
const mostParts = 1000

const tooLarge = ({ bytes, sentence }: BodyLimits) =>
  bytes < formBytes ? new TooLarge(sentence, bytes) : new TooLarge('A form with files can hold at most 1 MB.', formBytes)

/** A file becomes a data URL of its content: its name and its type mean nothing. A file that was not chosen is empty. */
const valueOf = async (part: Multipart): Promise<string | undefined> => {
  if (part.type === 'field') return typeof part.value === 'string' ? part.value : JSON.stringify(part.value)
  const bytes = await part.toBuffer()
  return bytes.length === 0 ? undefined : `data:application/octet-stream;base64,${bytes.toString('base64')}`
}

const asUnreadable = (error: unknown) => {
  if (error instanceof TooLarge) return error
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'FST_REQ_FILE_TOO_LARGE') return new TooLarge('A file of the form is larger than 1 MB.', formBytes)
  return new Unreadable(code === 'FST_PARTS_LIMIT' ? `A form can have at most ${mostParts} parts.` : 'The body is not a valid form.')
}

/** Stops reading once a form without a declared length has become too large. */
const bounded = (req: FastifyRequest, most: number, limits: BodyLimits) =>
  new Promise<never>((_, reject) => {
    let size = 0
    req.raw.on('data', ({ length }: Buffer) => {
      size += length
      if (size <= most) return
      req.raw.unpipe()
      reject(tooLarge(limits))
    })
  })

const pairsOf = async (req: FastifyRequest, most: number) => {
  const pairs: [string, string][] = []
  for await (const part of req.parts({ limits: { parts: mostParts, fileSize: most, fieldSize: most } })) {
    const value = await valueOf(part)
    if (value !== undefined) pairs.push([part.fieldname, value])
  }
  return pairs
}

/** Reads a form with files. */
export const parseMultipart = async (req: FastifyRequest, declared: number | undefined, limits: BodyLimits): Promise<unknown> => {
  const most = Math.min(limits.bytes, formBytes)
  if (declared !== undefined && declared > most) throw tooLarge(limits)
  if (req.headers['content-encoding'] !== undefined) throw new Unreadable('A form with files is not accepted packed.')
  try {
    const pairs = await Promise.race([pairsOf(req, most), bounded(req, most, limits)])
    return parseForm(new URLSearchParams(pairs).toString())
  } catch (error) {
    throw asUnreadable(error)
  }
}
