import { readFileSync } from 'node:fs'

function parentOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
  } catch {
    return undefined
  }
}

function isShell(pid) {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')[1] === '-c'
  } catch {
    return false
  }
}

/**
 * Calls back when the npm that started us has died: npm does not pass SIGTERM on, and a killed npm cannot.
 * npm runs scripts as npm → sh -c → node; some shells step aside, some stay in between and outlive npm.
 */
export function onNpmGone(callback) {
  if (!process.env.npm_lifecycle_event) return
  const parent = process.ppid
  const npm = isShell(parent) ? parentOf(parent) : undefined
  const timer = setInterval(() => {
    const gone = process.ppid !== parent || (npm !== undefined && parentOf(parent) !== npm)
    if (!gone) return
    clearInterval(timer)
    callback()
  }, 500)
  timer.unref()
}
