import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { answers, freePort } from '../freePort.ts'
import { untilGone } from '../processes.ts'
import { provide } from './prerequisites.ts'
import { runSuites } from './suites.ts'
import { none, type Tally } from './tally.ts'

const untilAnswers = async (port: number) => {
  for (const end = Date.now() + 10_000; Date.now() < end; await sleep(50)) if (await answers(port)) return
  throw new Error('redis-server did not start within 10 s.')
}

/** A Redis of our own, which keeps nothing. */
export const withRedis = async <T>(program: string, use: (url: string) => Promise<T>) => {
  const port = await freePort()
  const folder = mkdtempSync(path.join(tmpdir(), 'reeve-redis-'))
  const child = spawn(program, ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder], {
    stdio: 'ignore',
    detached: true,
  })
  try {
    await untilAnswers(port)
    return await use(`redis://127.0.0.1:${port}`)
  } finally {
    child.kill('SIGTERM')
    if (child.pid) await untilGone(child.pid, 5_000)
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The job suite once more, on the other back end of the queue; what it proves on PostgreSQL must hold on Redis. */
export const jobsOnRedis = async ({ env, signal }: { env: NodeJS.ProcessEnv; signal: AbortSignal }): Promise<Tally> => {
  const program = provide('redis-server', 'redis-server', 'the job suite on Redis')
  if (!program) return { ...none, skipped: 1 }
  console.log('\nThe job suite on Redis')
  return withRedis(program, (url) => runSuites({ args: ['.queue.test', '--passWithNoTests'], env: { ...env, REDIS_URL: url }, signal }))
}
