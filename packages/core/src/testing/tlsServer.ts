import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import http from 'node:http'
import https from 'node:https'
import { connect, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'

const listening = (server: Server) =>
  new Promise<number>((resolve) =>
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      resolve(typeof address === 'object' && address ? address.port : 0)
    }),
  )

/** A certificate for these names, signed by nobody else. */
export const certificate = (names: readonly string[]) => {
  const home = mkdtempSync(path.join(tmpdir(), 'tls-'))
  const [key, cert] = [path.join(home, 'key.pem'), path.join(home, 'cert.pem')]
  const alt = `subjectAltName=IP:127.0.0.1,${names.map((name) => `DNS:${name}`).join(',')}`
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1']
  execFileSync('openssl', ['req', '-x509', ...curve, '-nodes', '-keyout', key, '-out', cert, '-subj', '/CN=test', '-addext', alt], {
    stdio: 'ignore',
  })
  const made = { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') }
  rmSync(home, { recursive: true, force: true })
  return made
}

type Page = { status?: number; headers?: Record<string, string>; body?: string | Uint8Array; stalls?: true }

/** A server for https, and a proxy that takes every name for it. `asked` says what was asked, `tunnels` where to and with what credentials. */
export const tlsServer = async ({ key, cert }: ReturnType<typeof certificate>) => {
  const pages = new Map<string, Page>()
  const asked: string[] = []
  const tunnels: string[] = []
  const server = https.createServer({ key, cert }, ({ url = '', headers: { host } }, answer) => {
    asked.push(`${host?.split(':')[0]}${url}`)
    const page = pages.get(url) ?? { status: 404 }
    if (page.stalls) return
    answer.writeHead(page.status ?? 200, page.headers).end(page.body)
  })
  const port = await listening(server)
  const proxy = http.createServer().on('connect', ({ url = '', headers }, socket) => {
    const [, text = ''] = headers['proxy-authorization']?.split(' ') ?? []
    tunnels.push(`${url} ${Buffer.from(text, 'base64').toString()}`.trim())
    const onward = connect(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n')
      onward.pipe(socket).pipe(onward)
    })
    for (const end of [onward, socket]) end.on('error', () => onward.destroy())
  })
  return {
    port,
    proxyPort: await listening(proxy),
    ca: cert,
    pages,
    asked,
    tunnels,
    close: () => {
      server.closeAllConnections()
      server.close()
      proxy.closeAllConnections()
      proxy.close()
    },
  }
}
