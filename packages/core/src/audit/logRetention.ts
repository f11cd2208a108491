import { retentionClasses } from '@reeve/contract/audit/logs'
import { z } from 'zod'
import { defineJob } from '../request/defineJob.ts'
import { keepingOf } from './keeping.ts'

const amount = new Intl.NumberFormat('en')

/** Lets log entries go that are kept no longer, month by month (operations 5.12). Run twice, the second run finds nothing left. */
export const logRetention = defineJob({
  name: 'log_retention',
  queue: 'default',
  attempts: 3,
  as: 'system',
  payload: z.object({}),
  about: () => 'Log entries that are kept no longer',
  run: async ({ bulk, settings, ports, signal, change, progress }) => {
    if (retentionClasses.every((one) => keepingOf(settings)[one] === 0)) return 'Job done. Everything is kept for ever.'
    const leaving = await bulk.leavingLogs(keepingOf(settings), ports.now())
    let gone = 0
    for (const [at, month] of leaving.entries()) {
      signal.throwIfAborted()
      await progress((at / leaving.length) * 100, `${month.name}: ${month.classes.join(', ')}`)
      await bulk.letLogsGo(month, settings['Logs.archive'])
      const value = `${amount.format(month.going)} entries (${month.classes.join(', ')}) of ${month.name} removed`
      const text = { title: 'Log retention', change: settings['Logs.archive'] ? `${value}, archived before.` : `${value}.` }
      await change(({ write }) => write.note({ action: 'truncate', model: 'Log', model_id: 0, ...text }))
      gone += month.going
    }
    return `Job done. ${amount.format(gone)} entries of ${leaving.length} months removed.`
  },
})
