import type { System } from '../../context.ts'
import { baseOf } from '../../kernel/baseUrl.ts'
import { systemActor } from '../../kernel/systemActor.ts'
import { change } from '../../request/change.ts'
import { instanceObstacle } from '../compose/obstacles.ts'
import { enqueueMails } from './enqueue.ts'

type Raised = { message: string }

/**
 * Tells the site admins by mail what was raised, in one mail each. It says nothing that needs a key. The mail waits in the queue where
 * no worker lives to send it; where no mail would leave, none is written.
 */
export const mailAlerts = async (system: System, raised: readonly Raised[]) => {
  const settings = await system.settings.fresh()
  if (raised.length === 0 || !settings['SimpleBackgroundJobs.mail_alerts']) return
  const { ports } = system
  if (instanceObstacle({ settings, ports })) return
  const [first] = raised
  const subject = raised.length === 1 ? (first?.message ?? '') : `${raised.length} things need attention`
  const text = [...raised.map(({ message }) => `- ${message}`), '', `Look at ${baseOf({ settings, ports })}/app/workers`].join('\n')
  await change(system, systemActor(), { settings }, async (tx) => {
    const admins = await tx.read.user.findMany({ where: { disabled: false, role: { perm_site_admin: true } }, select: { id: true } })
    const mails = admins.map(({ id }) => ({ to: { user_id: id }, kind: 'alert', subject: `[Reeve] ${subject}`, text, evenInClear: true }))
    await enqueueMails(tx, mails)
  })
}
