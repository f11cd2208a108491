import { existsSync } from 'node:fs'
import { runTool } from '../tool.ts'
import { provide } from './prerequisites.ts'
import { counted } from './suites.ts'
import { none, type Tally } from './tally.ts'

const statsIn = (report: unknown): Record<string, unknown> => {
  const stats: unknown = typeof report === 'object' && report !== null && 'stats' in report ? report.stats : undefined
  return typeof stats === 'object' && stats !== null ? { ...stats } : {}
}

const tallyOf = (report: unknown): Tally => {
  const { expected, unexpected, flaky, skipped } = statsIn(report)
  return { passed: Number(expected ?? 0) + Number(flaky ?? 0), failed: Number(unexpected ?? 0), skipped: Number(skipped ?? 0) }
}

const chromium = () => {
  const named = process.env.CHROMIUM_PATH
  if (named && existsSync(named)) return named
  return provide('chromium', 'chromium', 'the walk through the screens')
}

/** The walk through the screens in Chromium, against an instance that `npm start` made. */
export const walk = async ({ args, signal }: { args: string[]; signal: AbortSignal }): Promise<Tally> => {
  const browser = chromium()
  if (!browser) return { ...none, skipped: 1 }
  return counted(tallyOf, (file) => {
    const env = { CHROMIUM_PATH: browser, PLAYWRIGHT_JSON_OUTPUT_NAME: file }
    return runTool('playwright', ['test', '--config=e2e/web/playwright.config.ts', '--reporter=list,json', ...args], { env, signal })
  })
}
