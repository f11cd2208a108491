import { type FSWatcher, watch } from 'node:fs'
import path from 'node:path'
import { freePort } from './freePort.ts'
import { bringUp, untilStopped } from './launcher/bringUp.ts'
import { type Supervised, supervise } from './launcher/supervise.ts'
import { wishToStop } from './lifetime.ts'
import { root } from './tool.ts'

const signal = wishToStop()

/** One restart for a burst of changes: editors and git touch many files at once. */
const onChange = (folders: string[], callback: () => void): FSWatcher[] => {
  let timer: NodeJS.Timeout | undefined
  const soon = (_: string, file: string | null) => {
    if (!file || /\.test\.tsx?$/.test(file)) return
    clearTimeout(timer)
    timer = setTimeout(callback, 200)
  }
  return folders.map((folder) => watch(path.join(root, folder), { recursive: true }, soon))
}

const restarting = (name: string, child: Supervised) =>
  onChange([`apps/${name}/src`, 'packages/contract/src', 'packages/wire/src', 'packages/core/src'], child.restart)

/** Vite serves the screens and passes everything else on to the api, whose address it finds in REEVE_API. */
const serveScreens = (api: string, port: number) =>
  supervise({
    name: 'vite',
    file: path.join(root, 'apps/web/node_modules/vite/bin/vite.js'),
    args: ['--port', String(port), '--strictPort'],
    cwd: path.join(root, 'apps/web'),
    env: { ...process.env, REEVE_API: api },
  })

process.exitCode = await untilStopped(signal, async (undo) => {
  const { env, children } = await bringUp({ signal, undo, screens: async () => {} })
  const port = await freePort()
  const screens = serveScreens(env.BASE_URL, port)
  screens.declareUp()
  undo.push(screens.stop)
  const watchers = Object.entries(children).flatMap(([name, child]) => restarting(name, child))
  undo.push(() => {
    for (const watcher of watchers) watcher.close()
  })
  console.log(`Reeve is ready at ${env.BASE_URL}/, its screens as you edit them at http://127.0.0.1:${port}/app/`)
})
