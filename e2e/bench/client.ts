import { connect, type Socket } from 'node:net'

export type Rate = { rate: number; p50: number; p99: number; bytes: number }
type Wish = { port: number; path: string; headers?: Record<string, string>; connections: number; seconds: number }

const end = Buffer.from('\r\n\r\n')
const lastChunk = Buffer.from('\r\n0\r\n\r\n')

/** The whole length of the answer that begins in this buffer; undefined while it is not all there. */
const lengthOf = (buffer: Buffer): number | undefined => {
  const head = buffer.indexOf(end)
  if (head < 0) return undefined
  const text = buffer.toString('latin1', 0, head)
  if (!text.startsWith('HTTP/1.1 200')) throw new Error(`Not an answer to measure:\n${buffer.toString('utf8', 0, 600)}`)
  const said = /\ncontent-length: *(\d+)/i.exec(text)?.[1]
  if (said !== undefined) return head + end.length + Number(said)
  const last = buffer.indexOf(lastChunk, head)
  return last < 0 ? undefined : last + lastChunk.length
}

/** One connection that asks again as soon as it has its answer. */
const ask = async (socket: Socket, request: string, until: number, took: number[]) => {
  let [parts, size, needed, bytes]: [Buffer[], number, number | undefined, number] = [[], 0, undefined, 0]
  let begin = performance.now()
  const again = () => {
    begin = performance.now()
    socket.write(request)
  }
  again()
  for await (const chunk of socket as AsyncIterable<Buffer>) {
    parts.push(chunk)
    size += chunk.length
    needed ??= lengthOf(Buffer.concat(parts)) ?? needed
    if (needed === undefined || size < needed) continue
    took.push(performance.now() - begin)
    bytes = needed
    ;[parts, size, needed] = [[], 0, undefined]
    if (performance.now() > until) break
    again()
  }
  return bytes
}

const at = (sorted: number[], part: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN

/** Asks one address on so many connections for so long. It shares the machine with who answers, so it does as little as it can. */
export const measure = async ({ port, path, headers = {}, connections, seconds }: Wish): Promise<Rate> => {
  const lines = Object.entries({ Host: `127.0.0.1:${port}`, Accept: 'application/json', ...headers }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  )
  const request = `GET ${path} HTTP/1.1\r\n${lines.join('')}\r\n`
  const took: number[] = []
  const sockets = Array.from({ length: connections }, () => connect({ port, host: '127.0.0.1', noDelay: true }))
  const begin = performance.now()
  const [bytes = 0] = await Promise.all(sockets.map((socket) => ask(socket, request, begin + seconds * 1000, took)))
  const passed = (performance.now() - begin) / 1000
  for (const socket of sockets) socket.destroy()
  const sorted = took.sort((a, b) => a - b)
  return { rate: sorted.length / passed, p50: at(sorted, 0.5), p99: at(sorted, 0.99), bytes }
}
