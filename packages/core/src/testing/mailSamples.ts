import { generateKey } from 'openpgp'
import type { Scene } from './scene.ts'

/** A private key that somebody brings along. */
export const ownKey = generateKey({
  type: 'ecc',
  curve: 'curve25519Legacy',
  userIDs: [{ email: 'reeve@instance.test' }],
  passphrase: 'open sesame',
})

/** A mail that was refused, to somebody of this organisation; and an address for the instance to send from. */
export const refusedMail = async ({ system: { db, ports, signal } }: Scene, user_id: number, org_id: number) => {
  await db.systemSetting.upsert({
    where: { setting: 'MISP.email' },
    create: { setting: 'MISP.email', value: 'reeve@instance.test' },
    update: {},
  })
  signal.emit({ noun: 'settings', id: '' })
  const content = ports.seal.close('mail', JSON.stringify({ text: 'Hello.' }))
  const message_id = `<${ports.random.uuid()}@instance.test>`
  const words = { kind: 'message', recipient: 'somebody@there.test', subject: 'Hello', status: 'refused', reason: '550 No such mailbox' }
  return (await db.mail.create({ data: { ...words, user_id, org_id, content, message_id } })).id
}
