import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { Plugin } from 'vite'

const packers = [
  ['.br', (bytes: Buffer) => promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } })],
  ['.gz', (bytes: Buffer) => promisify(gzip)(bytes, { level: 9 })],
] as const
/** Below this size a packed file saves nothing. */
const least = 500
const texts = /[.](js|css|html|svg)$/

/** Writes each text that is built a second and a third time, packed by brotli and by gzip; the server hands these out. */
const pack = async (dir: string, names: readonly string[]) => {
  const wanted = names.filter((name) => texts.test(name)).map((name) => path.join(dir, name))
  await Promise.all(
    wanted.map(async (file) => {
      const bytes = readFileSync(file)
      if (bytes.length < least) return
      for (const [end, packed] of packers) writeFileSync(file + end, await packed(bytes))
    }),
  )
}

const stylesheet = /^ *<link rel="stylesheet"[^>]*>\n/gm

/**
 * What makes the first load quick: the font of all text is fetched at once, the stylesheets stand behind the skeleton of the page, so that
 * it is painted before they arrive, and all texts are packed once, when they are built.
 */
export const firstLoad = (): Plugin => ({
  name: 'reeve-first-load',
  apply: 'build',
  transformIndexHtml: {
    order: 'post',
    handler: (html, { bundle = {} }) => {
      const font = Object.keys(bundle).find((name) => /inter-latin-wght-normal.*[.]woff2$/.test(name))
      if (font === undefined) throw new Error('The font of the pages is not among the files that are built.')
      const preload = `    <link rel="preload" as="font" type="font/woff2" crossorigin href="/app/${font}">\n`
      const sheets = [...html.matchAll(stylesheet)].join('')
      return html
        .replaceAll(stylesheet, '')
        .replace('  </head>', `${preload}  </head>`)
        .replace('    <noscript>', `${sheets}    <noscript>`)
    },
  },
  writeBundle: ({ dir = '' }, bundle) => pack(dir, Object.keys(bundle)),
})
