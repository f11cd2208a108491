import { systemActor } from './actors.ts'
import { change } from './change.ts'
import { enqueueMails } from './mail/enqueue.ts'
import type { System } from './system.ts'

type Raised = { message: string }

/**
 * Tells the site admins by mail what was raised, in one mail each. It says nothing that needs a key. The mail waits in the queue where
 * no worker lives to send it; where no mail server is known, or mails are turned off, none is written.
 */
export const mailAlerts = async (system: System, raised: readonly Raised[]) => {
  const settings = await system.settings.fresh()
  if (raised.length === 0 || !settings['SimpleBackgroundJobs.mail_alerts'] || settings['MISP.disable_emailing']) return
  if (!system.ports.smtp.serverFor(settings)) return
  const { ports } = system
  const [first] = raised
  const subject = raised.length === 1 ? (first?.message ?? '') : `${raised.length} things need attention`
  const text = [...raised.map(({ message }) => `- ${message}`), '', `Look at ${system.env.BASE_URL}/app/workers`].join('\n')
  await change(system, systemActor(), {}, async ({ read, write, enqueue }) => {
    const admins = await read.user.findMany({ where: { disabled: false, role: { perm_site_admin: true } }, select: { id: true } })
    const mails = admins.map(({ id }) => ({ to: { user_id: id }, kind: 'alert', subject: `[Reeve] ${subject}`, text, evenInClear: true }))
    await enqueueMails({ read, write, enqueue, settings, ports }, mails)
  })
}
