import { mkdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { holderOf, takeLock } from '../../bootstrap/lock.mjs'
import { root } from '../tool.ts'

/** Its real path: the same folder by another name must be recognised. The folder itself can be passed through, what lies in it is private. */
const writable = (wanted: string) => {
  const folder = path.resolve(root, wanted)
  try {
    mkdirSync(folder, { recursive: true, mode: 0o711 })
    const probe = path.join(folder, `.probe-${process.pid}`)
    writeFileSync(probe, '')
    rmSync(probe)
    return realpathSync(folder)
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? error.code : error
    throw new Error(`DATA_DIR ${folder} cannot be written to (${String(reason)}).`, { cause: error })
  }
}

/** Waits for a launcher that is on its way out; refuses while one is at work. */
const lock = async (folder: string) => {
  const file = path.join(folder, 'launcher.lock')
  for (const end = Date.now() + 30_000; ; await sleep(200)) {
    const taken = takeLock(file)
    if (taken) return taken
    const holder = holderOf(file)
    if (holder && (!holder.stopping || Date.now() > end)) throw new Error(`Reeve already runs on ${folder} (process ${holder.pid}).`)
  }
}

/** The name under which the database knows the launcher of a folder on this machine. */
export const supervisorOf = (folder: string) => `${hostname()}:${path.resolve(folder)}`

/** The folder of this installation, locked for this launcher; `inherited` when the one before was killed. */
export const openDataFolder = async (wanted: string) => {
  const folder = writable(wanted)
  const { stale, note, release } = await lock(folder)
  return { folder, inherited: stale, leaving: () => note({ stopping: true }), release }
}
