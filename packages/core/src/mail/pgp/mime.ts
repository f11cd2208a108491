import MimeNode, { type MimeNodeHeaderMap } from 'nodemailer/lib/mime-node'
import { encode, wrap } from 'nodemailer/lib/qp'
import { createMessage, encrypt, enums, type Key, type PrivateKey, SignaturePacket, sign } from 'openpgp'

export type Attachment = { filename: string; type: string; text: string }
type Address = { name: string; address: string }
/** The headers that are readable outside, and repeated inside where they are protected. Names as they are sent. */
type Headers = { From: Address; To: Address; Subject: string; Date: Date; 'Message-ID': string } & MimeNodeHeaderMap
export type Letter = { headers: Headers; text: string; attachments: readonly Attachment[] }
export type Keys = { signing: PrivateKey | undefined; to: Key | undefined }

const hashNames = new Map<number | null, string>([
  [enums.hash.sha256, 'sha256'],
  [enums.hash.sha384, 'sha384'],
  [enums.hash.sha512, 'sha512'],
])

/** SMTP sends CRLF; what is signed must have it before, or the signature is of another text. */
const crlf = (text: Buffer | string) => text.toString().replace(/\r?\n/g, '\r\n')
const mixed = (subtype: string, boundary: string, parts: readonly string[]) =>
  `Content-Type: ${subtype}; boundary="${boundary}"\r\n\r\n${parts.map((part) => `--${boundary}\r\n${part}\r\n`).join('')}--${boundary}--\r\n`

/** A part of one text is put together at once; the library's own way, a stream, takes several times as long. */
const onlyText = (type: string, { headers, text }: Letter) => {
  const node = new MimeNode(`text/plain; charset=utf-8${type}`)
  node.setHeader({ ...headers, 'Content-Transfer-Encoding': 'quoted-printable' })
  return crlf(`${node.buildHeaders()}\r\n\r\n${wrap(encode(text))}\r\n`)
}
const withAttachments = async (type: string, { headers, text, attachments }: Letter) => {
  const root = new MimeNode(`multipart/mixed${type}`)
  root.setHeader(headers)
  root.createChild('text/plain; charset=utf-8').setHeader('Content-Transfer-Encoding', 'quoted-printable').setContent(text)
  for (const { filename, type: of, text: content } of attachments)
    root.createChild(of, { filename }).setHeader('Content-Disposition', 'attachment').setContent(content)
  return crlf(await root.build())
}
const partOf = async (letter: Letter, type = '') => (letter.attachments.length > 0 ? withAttachments(type, letter) : onlyText(type, letter))

/** The part that is signed and encrypted: the text with its headers repeated, so that nobody can exchange them (protected headers). */
const protectedPart = (letter: Letter) => partOf(letter, '; protected-headers="v1"')

const outer = ({ headers }: Letter, body: string, more: MimeNodeHeaderMap = {}) => {
  const node = new MimeNode()
  node.setHeader({ ...headers, ...more })
  // What the body is made of is said by the body itself.
  const own = crlf(node.buildHeaders())
    .split('\r\n')
    .filter((line) => line !== '' && !/^content-/i.test(line))
  return Buffer.from([...own, body].join('\r\n'))
}

/** Who may find this instance's key in the mail itself (Autocrypt). */
const autocrypt = ({ headers }: Letter, key: PrivateKey) => {
  const data = Buffer.from(key.toPublic().write()).toString('base64').replace(/.{72}/g, '$& ')
  return { Autocrypt: { prepared: true, foldLines: true, value: `addr=${headers.From.address}; keydata= ${data}` } }
}

const encrypted = async (letter: Letter, { signing, to }: { signing: PrivateKey | undefined; to: Key }, now: Date, boundary: string) => {
  const message = await createMessage({ binary: Buffer.from(await protectedPart(letter)), date: now })
  const armored = await encrypt({ message, encryptionKeys: to, ...(signing && { signingKeys: signing }), date: now })
  return mixed('multipart/encrypted; protocol="application/pgp-encrypted"', boundary, [
    'Content-Type: application/pgp-encrypted\r\nContent-Description: PGP/MIME version identification\r\n\r\nVersion: 1\r\n',
    `Content-Type: application/octet-stream; name="encrypted.asc"\r\nContent-Disposition: inline; filename="encrypted.asc"\r\n\r\n${crlf(armored)}`,
  ])
}

const signed = async (letter: Letter, signing: PrivateKey, now: Date, boundary: string) => {
  const part = await protectedPart(letter)
  const message = await createMessage({ binary: Buffer.from(part), date: now })
  const signature = await sign({ message, signingKeys: signing, detached: true, date: now, format: 'object' })
  const [packet] = signature.packets.filterByTag(enums.packet.signature)
  const hash = packet instanceof SignaturePacket ? hashNames.get(packet.hashAlgorithm) : undefined
  return mixed(`multipart/signed; micalg=pgp-${hash ?? 'sha512'}; protocol="application/pgp-signature"`, boundary, [
    part,
    `Content-Type: application/pgp-signature; name="signature.asc"\r\nContent-Disposition: attachment; filename="signature.asc"\r\n\r\n${crlf(signature.armor())}`,
  ])
}

/**
 * A mail as it goes over the line (RFC 3156): encrypted where there is a key for the recipient, signed where there is one of ours.
 * `obscure` leaves the subject of an encrypted mail to the inside.
 */
export const mimeOf = async (
  letter: Letter,
  { signing, to }: Keys,
  how: { now: Date; boundary: string; obscure: boolean },
): Promise<Buffer> => {
  const own = signing ? autocrypt(letter, signing) : {}
  if (to) {
    const body = await encrypted(letter, { signing, to }, how.now, how.boundary)
    return outer(letter, body, { ...own, ...(how.obscure && { Subject: '...' }) })
  }
  if (signing) return outer(letter, await signed(letter, signing, how.now, how.boundary), own)
  return Buffer.from(await partOf(letter))
}
