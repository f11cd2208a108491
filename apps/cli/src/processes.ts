import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

/** True while the process runs; one that ended and waits to be reaped (a zombie) does not count. */
export const runs = (pid: number) => {
  try {
    process.kill(pid, 0)
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return process.platform !== 'linux'
  }
}

/** The words a process was started with; empty where the system does not tell. */
export const wordsOf = (pid: number) => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
  } catch {
    return []
  }
}

/** Waits until the process is gone; false when it still runs after that time. */
export const untilGone = async (pid: number, milliseconds: number) => {
  for (const end = Date.now() + milliseconds; runs(pid); await sleep(25)) if (Date.now() > end) return false
  return true
}
