import { allValues, type SettingName, type SettingValues, settingOf } from '@reeve/contract/settings/settings'
import type { Db } from '../database/db.ts'
import type { Seal } from '../database/seal.ts'
import type { Signal } from './signal.ts'

export type Settings = {
  /** The last values this process read. */
  all: () => SettingValues
  /** The values as of now: from memory while changes are heard, else read again. */
  fresh: () => Promise<SettingValues>
}

/** A stored value that no longer fits its type is ignored; the catalogue's value holds. */
const valueOf = (name: SettingName, stored: ReadonlyMap<string, unknown>, seal: Seal) => {
  const { type, value, secret } = settingOf(name)
  const found = stored.get(name)
  const parsed = stored.has(name) ? type.safeParse(secret && typeof found === 'string' ? seal.open(name, found) : found) : undefined
  return parsed?.success ? parsed.data : value
}

const readAll = async (db: Db, seal: Seal): Promise<SettingValues> => {
  const stored = new Map((await db.systemSetting.findMany()).map(({ setting, value }) => [setting, value]))
  return allValues((name) => valueOf(name, stored, seal))
}

/** Only what differs from the catalogue is stored. A change in any process is obeyed here as soon as its signal arrives. */
export const openSettings = async (db: Db, signal: Signal, seal: Seal): Promise<Settings> => {
  let values = await readAll(db, seal)
  let reading: Promise<SettingValues> | undefined
  let stale = false
  signal.on(({ noun }) => {
    if (noun === '*' || noun === 'settings') stale = true
  })
  const read = async () => {
    stale = false
    reading = readAll(db, seal).finally(() => (reading = undefined))
    values = await reading
    return values
  }
  return { all: () => values, fresh: async () => (stale || !signal.live ? read() : (reading ?? values)) }
}

/** What is wrong or unwise about a value; undefined when it is fine. */
export const problemOf = (name: SettingName, value: unknown): string | undefined => {
  const { type, advice } = settingOf(name)
  const parsed = type.safeParse(value)
  // The advice of a setting takes what its own type has parsed.
  return parsed.success ? advice?.(parsed.data as never) : parsed.error.issues[0]?.message
}
