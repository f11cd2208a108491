import type { Prisma } from '../../../generated/client.ts'
import type { Tx } from '../../database/db.ts'
import type { Trace } from '../../kernel/log/auditedWriter.ts'
import { changeOf } from '../../kernel/log/changeText.ts'

/** Models whose changes leave no row of their own, with the reason. */
export const instanceUnlogged = {
  instance: 'made once',
  systemSetting: 'write.setting notes it as serverSettingsEdit',
} as const

const settingsOf = (tx: Tx, { note, notify }: Trace) => ({
  /** Stores a value, or with null returns to the catalogue's; in the words of operations 1.4. What is secret is said as `shown`. */
  set: async (setting: string, from: unknown, to: Prisma.InputJsonValue | null, shown: unknown = to) => {
    if (to === null) await tx.systemSetting.deleteMany({ where: { setting } })
    else
      await tx.systemSetting.upsert({
        where: { setting },
        create: { setting, value: to },
        update: { value: to, version: { increment: 1 } },
      })
    const [before, after] = [{ [setting]: from }, { [setting]: shown }]
    const words = { action: 'serverSettingsEdit', model: 'Server', model_id: 0, title: 'Server setting changed' } as const
    await note({ ...words, before, after, change: changeOf(before, after) })
    notify('settings', setting)
  },
})

export const instanceWritersOf = (tx: Tx, trace: Trace) => ({ setting: settingsOf(tx, trace) })
