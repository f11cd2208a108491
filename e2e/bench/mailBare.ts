/** What a mail costs with nothing of ours around it: openpgp.js encrypts and signs, nodemailer sends. Started by `mails.ts`. */
import { createInterface } from 'node:readline'
import { createTransport } from 'nodemailer'
import { createMessage, encrypt, readKey, readPrivateKey } from 'openpgp'
import { text } from './mailWorld.ts'

const { PRIVATE = '', PUBLIC = '', PORT, COUNT } = process.env
const signingKeys = await readPrivateKey({ armoredKey: PRIVATE })
const encryptionKeys = await readKey({ armoredKey: PUBLIC })
const transport = createTransport({ host: '127.0.0.1', port: Number(PORT), ignoreTLS: true, pool: true, maxConnections: 4 })

const send = async (n: number) => {
  const message = await createMessage({ text: `Content-Type: text/plain; charset=utf-8\r\n\r\n${text}` })
  const content = await encrypt({ message, encryptionKeys, signingKeys })
  await transport.sendMail({
    from: 'reeve@instance.test',
    to: `bare${n}@there.test`,
    subject: 'A notification',
    attachments: [{ contentType: 'application/octet-stream', content }],
  })
}
await send(0)
console.log('The loop is ready.')
for await (const _ of createInterface({ input: process.stdin })) break
let next = 1
const lane = async () => {
  for (let n = next++; n <= Number(COUNT); n = next++) await send(n)
}
await Promise.all(Array.from({ length: 4 }, lane))
transport.close()
process.exit()
