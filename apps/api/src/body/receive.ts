import { randomUUID } from 'node:crypto'
import { readSync } from 'node:fs'
import { type FileHandle, mkdir, open, unlink } from 'node:fs/promises'
import path from 'node:path'
import type { Readable } from 'node:stream'
import { createBrotliDecompress, createGunzip } from 'node:zlib'
import { type BodyLimits, memoryBytes, tooManyBytes } from './bodyLimits.ts'
import { Unreadable } from './tooLarge.ts'

/** A body that has arrived in full. `read` copies nothing that is in memory; `release` must be called once it is no longer needed. */
export type Received = { size: number; read: (from: number, to: number) => Buffer; release: () => Promise<void> }
type Wish = {
  encoding: string | undefined
  /** Content-Length, where the client says it. */
  declared: number | undefined
  limits: BodyLimits
  /** Where a body that is too large for memory is put. */
  folder: string
  /** Told of the size reached so far; throws where there is no room for it. */
  hold: (bytes: number) => void
}

const unpackers = { gzip: createGunzip, br: createBrotliDecompress } as const
const isPacked = (encoding: string): encoding is keyof typeof unpackers => Object.hasOwn(unpackers, encoding)

/** The bytes of the body itself. Only gzip and br are known (docs/contract/people-data.md 0.3). */
const unpacked = (payload: Readable, encoding: string | undefined, limits: BodyLimits): Readable => {
  if (encoding === undefined || encoding === 'identity') return payload
  if (!isPacked(encoding)) throw new Unreadable('Only gzip and br are understood as content encodings.')
  const unpacker = unpackers[encoding]({ chunkSize: 64 * 1024 })
  let packed = 0
  payload.once('error', (error) => unpacker.destroy(error))
  // A packed body may hold any number of parts that unpack to nothing.
  payload.on('data', ({ length }: Buffer) => (packed += length) > limits.bytes && unpacker.destroy(tooManyBytes(limits)))
  return payload.pipe(unpacker)
}

/** What the unpacker or the connection complains of, in words for the client. */
const asUnreadable = (error: unknown, encoding: string | undefined) => {
  const code = error instanceof Error && 'code' in error ? String(error.code) : undefined
  if (code === undefined) return error
  return /^(Z_|ERR__)/.test(code) ? new Unreadable(`This body is no ${encoding}.`) : new Unreadable('The body did not arrive in full.')
}

/** A file without a name: it is gone once it is closed, also when the process dies. */
const openNameless = async (folder: string) => {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const file = path.join(folder, randomUUID())
  const handle = await open(file, 'wx+', 0o600)
  await unlink(file)
  return handle
}

const inMemory = (bytes: Buffer): Received => ({
  size: bytes.length,
  read: (from, to) => bytes.subarray(from, to),
  release: async () => {},
})
const inFile = (file: FileHandle, size: number): Received => ({
  size,
  read: (from, to) => {
    const bytes = Buffer.allocUnsafe(to - from)
    let done = 0
    while (done < bytes.length) done += readSync(file.fd, bytes, done, bytes.length - done, from + done)
    return bytes
  },
  release: () => file.close(),
})

const gather = async (parts: AsyncIterable<Buffer>, { limits, folder, hold }: Wish): Promise<Received> => {
  const kept: Buffer[] = []
  let size = 0
  let file: FileHandle | undefined
  try {
    for await (const part of parts) {
      size += part.length
      if (size > limits.bytes) throw tooManyBytes(limits)
      hold(size)
      kept.push(part)
      if (size <= memoryBytes) continue
      file ??= await openNameless(folder)
      for (const bytes of kept.splice(0)) await file.writeFile(bytes)
    }
  } catch (error) {
    await file?.close()
    throw error
  }
  return file ? inFile(file, size) : inMemory(Buffer.concat(kept))
}

/** Reads a body and unpacks it, to the limit. The connection is left as it is, so that a refusal can be answered. */
export const receive = async (payload: Readable, wish: Wish): Promise<Received> => {
  const { encoding, declared, limits } = wish
  if (declared !== undefined && declared > limits.bytes) throw tooManyBytes(limits)
  const source = unpacked(payload, encoding, limits)
  try {
    const body = await gather(source.iterator({ destroyOnReturn: source !== payload }), wish)
    if (source !== payload && declared === 0) throw new Unreadable('This body is said to be packed, and is empty.')
    return body
  } catch (error) {
    throw asUnreadable(error, encoding)
  }
}

/** Bytes of a refused body that are read all the same, so that a client which sends first and reads afterwards gets the answer. */
const linger = 1024 * 1024
export const readOut = async (payload: Readable, declared: number | undefined) => {
  if (declared === undefined || declared > linger || payload.readableEnded) return
  await new Promise<void>((resolve) => {
    for (const event of ['end', 'close', 'error']) payload.once(event, () => resolve())
    payload.resume()
  })
}
