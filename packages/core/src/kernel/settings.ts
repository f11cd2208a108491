import { allValues, defaults, type SettingName, type SettingValues, settingOf } from '@reeve/contract/settings/settings'
import type { Db } from '../database/db.ts'
import type { Ports } from './ports.ts'
import type { Signal } from './signal.ts'

export type Settings = {
  /** The last values this process read. */
  all: () => SettingValues
  /** The values as of now: from memory while changes are heard, else read again. */
  fresh: () => Promise<SettingValues>
}

type Around = Pick<Ports, 'seal' | 'defaultSender'>
/** The value of a setting that is not stored: the catalogue's, or for the sender the one that the environment gives. */
export const defaultOf = (name: SettingName, { defaultSender }: Pick<Ports, 'defaultSender'>): SettingValues[SettingName] =>
  name === 'MISP.email' ? defaultSender : defaults[name]

/** A stored value that no longer fits its type is ignored; the default holds. */
const valueOf = (name: SettingName, stored: ReadonlyMap<string, unknown>, around: Around) => {
  const { type, secret } = settingOf(name)
  const { seal } = around
  const found = stored.get(name)
  const parsed = stored.has(name) ? type.safeParse(secret && typeof found === 'string' ? seal.open(name, found) : found) : undefined
  return parsed?.success ? parsed.data : defaultOf(name, around)
}

const readAll = async (db: Db, around: Around): Promise<SettingValues> => {
  const stored = new Map((await db.systemSetting.findMany()).map(({ setting, value }) => [setting, value]))
  return allValues((name) => valueOf(name, stored, around))
}

/** Only what differs from the catalogue is stored. A change in any process is obeyed here as soon as its signal arrives. */
export const openSettings = async (db: Db, signal: Signal, around: Around): Promise<Settings> => {
  let values = await readAll(db, around)
  let reading: Promise<SettingValues> | undefined
  let stale = false
  signal.on(({ noun }) => {
    if (noun === '*' || noun === 'settings') stale = true
  })
  const read = async () => {
    stale = false
    reading = readAll(db, around).finally(() => (reading = undefined))
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
