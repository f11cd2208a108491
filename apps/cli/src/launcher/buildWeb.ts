import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { alone } from '../../bootstrap/alone.mjs'
import { once } from '../../bootstrap/once.mjs'
import { root, runTool } from '../tool.ts'

/** All that the built screens are made of. */
const sources = ['apps/web/{src,public}/**/*', 'apps/web/*.{html,ts,json}', 'packages/contract/src/**/*.ts', 'pnpm-lock.yaml']

const texts = () =>
  globSync(sources, { cwd: root, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort()
    .map((file) => `${file}\0${readFileSync(file, 'latin1')}`)

const build = async (signal: AbortSignal) => {
  console.log('Building the screens …')
  const { code, output } = await runTool('turbo', ['run', 'build', '--filter=@reeve/web', '--output-logs=errors-only'], {
    quiet: true,
    signal,
  })
  if (code !== 0) throw new Error(`The screens could not be built.\n${output.trim()}`)
}

/** Builds the screens when something they are made of has changed; launchers side by side build once. */
export const buildWeb = async (signal: AbortSignal) => {
  const product = path.join(root, 'apps/web/dist/index.html')
  const step = () => once('web', texts(), product, () => build(signal))
  try {
    await alone('web', step, signal)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && ['EACCES', 'EROFS'].includes(String(error.code)))) throw error
    await step()
  }
}
