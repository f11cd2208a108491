import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { onTestFinished } from 'vitest'
import { freePort } from '../../apps/cli/src/freePort.ts'
import { below, launch, naming } from '../launcher.ts'

/** Asks again and again until the answer is yes; says what was waited for when it never is. */
export const until = async (what: string, question: () => boolean | Promise<boolean>, milliseconds = 20_000) => {
  for (const end = Date.now() + milliseconds; Date.now() < end; await sleep(100)) if (await question()) return
  throw new Error(`Waited ${milliseconds / 1000} s for: ${what}`)
}

const isReady = (address: string) =>
  fetch(`${address}readyz`, { signal: AbortSignal.timeout(3_000) }).then(
    ({ ok }) => ok,
    () => false,
  )

/** A data folder and a port of its own, and the means to look at what runs on them. Whatever is left at the end of the test is removed. */
export const installation = async (env: NodeJS.ProcessEnv = {}) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'reeve-start-'))
  const port = String(await freePort())
  const launches: ReturnType<typeof launch>[] = []
  const start = (more: NodeJS.ProcessEnv = {}, how?: Parameters<typeof launch>[1]) => {
    const launched = launch({ DATA_DIR: folder, PORT: port, LOG_LEVEL: 'warn', ...env, ...more }, how)
    launches.push(launched)
    return launched
  }
  const postmaster = () => {
    const file = path.join(folder, 'postgres', 'postmaster.pid')
    return existsSync(file) ? Number(readFileSync(file, 'utf8').split('\n')[0]) : 0
  }
  onTestFinished(async () => {
    await Promise.all(launches.map((launched) => launched.stop()))
    spawnSync('kill', ['-9', ...naming(folder).map(({ pid }) => String(pid))], { stdio: 'ignore' })
    await sleep(300)
    rmSync(folder, { recursive: true, force: true })
  })
  return { folder, port: Number(port), start, postmaster, ready: () => isReady(`http://127.0.0.1:${port}/`) }
}

/** The server process of that name below a launcher. */
export const serverBelow = (launcher: number, name: 'api' | 'worker') =>
  below(launcher).find(({ words }) => words.includes(`apps/${name}/src/main.ts`))?.pid

/** A question to the embedded database, with the password that lies beside it. */
export const askDatabase = async (folder: string, text: string) => {
  const port = Number(readFileSync(path.join(folder, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[3])
  const password = readFileSync(path.join(folder, 'postgres.password'), 'utf8').trim()
  const client = new pg.Client({ host: '127.0.0.1', port, user: 'reeve', database: 'reeve', password })
  await client.connect()
  try {
    return (await client.query(text)).rows
  } finally {
    await client.end()
  }
}
