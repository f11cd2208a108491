import { runTool } from './tool.ts'

/** Builds the screens; turbo gives back an earlier build when neither they nor what they import has changed. */
export const buildWeb = async (signal: AbortSignal) => {
  const { code, output } = await runTool('turbo', ['run', 'build', '--filter=@reeve/web', '--output-logs=errors-only'], {
    quiet: true,
    signal,
  })
  if (code !== 0 && !signal.aborted) throw new Error(`The screens could not be built.\n${output.trim()}`)
}
