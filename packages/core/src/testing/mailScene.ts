import { systemActor } from '../kernel/systemActor.ts'
import { enqueueMail, type Outgoing } from '../mail/send/enqueue.ts'
import { openSmtp } from '../mail/send/smtp.ts'
import { change } from '../request/change.ts'
import { scene } from './scene.ts'
import { smtpSink } from './smtpSink.ts'

/** The small world with a mail server beside it that the settings name; its patience is short. */
export const mailScene = async () => {
  const sink = await smtpSink()
  const world = await scene({ ports: { smtp: openSmtp({ patience: 600 }) } })
  const { system, ask } = world
  const set = async (values: Record<string, string | number | boolean | null>) => {
    for (const [id, value] of Object.entries(values)) await ask('admin', 'settings.edit', { id, value })
  }
  const enqueue = async (mail: Outgoing, inline = false) => {
    const settings = await system.settings.fresh()
    return change(system, systemActor(), { inline }, (tx) => enqueueMail({ ...tx, settings, ports: system.ports }, mail))
  }
  const row = (id: number) => system.db.mail.findUniqueOrThrow({ where: { id } })
  await set({
    'Mail.host': '127.0.0.1',
    'Mail.port': sink.port,
    'Mail.security': 'none',
    'MISP.email': 'reeve@instance.test',
    'MISP.email_from_name': 'Reeve of Alpha',
  })
  return {
    ...world,
    sink,
    set,
    enqueue,
    row,
    /** Written, sent here and now; answers its row of the ledger. */
    send: async (mail: Partial<Outgoing> & Pick<Outgoing, 'to'>) =>
      row((await enqueue({ kind: 'message', subject: 'Greetings', text: 'Hello.', ...mail }, true)).id),
    close: async () => {
      await world.close()
      await sink.close()
    },
  }
}
