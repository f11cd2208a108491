import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'

/**
 * When the process was started, in the kernel's own count, so that a pid used again is not mistaken for its predecessor.
 * A process that ended and waits to be reaped (Z) has no such time any more.
 */
function bornAt(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return fields[0] === 'Z' ? 'gone' : fields[19]
  } catch {
    return ''
  }
}

function lives({ pid, born }) {
  try {
    process.kill(pid, 0)
  } catch (error) {
    if (error.code !== 'EPERM') return false
  }
  return bornAt(pid) === born
}

/** Who holds the lock, or undefined if nobody who still lives does. */
export function holderOf(file) {
  try {
    const holder = JSON.parse(readFileSync(file, 'utf8'))
    return lives(holder) ? holder : undefined
  } catch {
    return undefined
  }
}

/** Moves a dead process's lock aside; if another process was faster, its fresh lock is put back. */
function clear(file) {
  const aside = `${file}.${process.pid}`
  try {
    renameSync(file, aside)
    if (holderOf(aside)) linkSync(aside, file)
  } catch {
    // someone else cleared it first
  }
  rmSync(aside, { force: true })
}

/** Takes the lock in one step (a link either exists or not) and says what it took over; undefined when a living process holds it. */
export function takeLock(file) {
  const draft = `${file}.${process.pid}.new`
  const self = { pid: process.pid, born: bornAt(process.pid) }
  writeFileSync(draft, JSON.stringify(self), { mode: 0o600 })
  let stale = false
  try {
    for (let tries = 0; tries < 5; tries++) {
      try {
        linkSync(draft, file)
        return { stale, note: (more) => note(file, { ...self, ...more }), release: () => rmSync(file, { force: true }) }
      } catch (error) {
        if (error.code !== 'EEXIST') throw error
      }
      if (holderOf(file)) return undefined
      clear(file)
      stale = true
    }
    return undefined
  } finally {
    rmSync(draft, { force: true })
  }
}

function note(file, holder) {
  const draft = `${file}.${process.pid}.note`
  writeFileSync(draft, JSON.stringify(holder), { mode: 0o600 })
  renameSync(draft, file)
}
