import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { runTool } from '../tool.ts'
import { none, type Tally, trusting } from './tally.ts'

type Run = { args: string[]; env: NodeJS.ProcessEnv; signal: AbortSignal }

const numberIn = (report: unknown, key: string) => {
  const value: unknown = typeof report === 'object' && report !== null ? Reflect.get(report, key) : undefined
  return typeof value === 'number' ? value : 0
}

/** A runner that crashed leaves no report. */
const readReport = (file: string): unknown => {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}

/** A file that could not even be loaded holds no test that could fail; it counts as one. */
const unloadable = (report: unknown) => {
  const files: unknown = typeof report === 'object' && report !== null ? Reflect.get(report, 'testResults') : undefined
  const isEmpty = (file: { status?: unknown; assertionResults?: unknown }) =>
    file.status === 'failed' && Array.isArray(file.assertionResults) && file.assertionResults.length === 0
  return Array.isArray(files) ? files.filter(isEmpty).length : 0
}

const tallyOf = (report: unknown): Tally => ({
  passed: numberIn(report, 'numPassedTests'),
  failed: numberIn(report, 'numFailedTests') + unloadable(report),
  skipped: numberIn(report, 'numPendingTests') + numberIn(report, 'numTodoTests'),
})

/** Lends the path of a report that is read when the runner has ended, and counts it. */
export const counted = async (count: (report: unknown) => Tally, run: (file: string) => Promise<{ code: number }>) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'reeve-report-'))
  const file = path.join(folder, 'report.json')
  try {
    const { code } = await run(file)
    return trusting(count(readReport(file)) ?? none, code)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Runs vitest on what the arguments select. */
export const runSuites = ({ args, env, signal }: Run) =>
  counted(tallyOf, (file) => {
    const reports = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
    return runTool('vitest', ['run', ...reports, ...args], { env, signal })
  })
