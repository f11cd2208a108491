import { fail } from '@reeve/contract/inputs/failure'
import type { SettingValues } from '@reeve/contract/settings/settings'
import type { Read } from '../../database/db.ts'
import type { Ports } from '../../kernel/ports.ts'

type Library = { read: Pick<Read, 'terms'>; ports: Pick<Ports, 'terms'> }
type Found = { content: Uint8Array; modified: Date | null }

/** A document by its name: what was uploaded, else what lies in the folder of the data directory. */
export const termsNamed = async ({ read, ports }: Library, name: string): Promise<Found | undefined> => {
  const uploaded = await read.terms.findUnique({ where: { name } })
  if (uploaded) return uploaded
  const content = await ports.terms(name)
  return content && { content, modified: null }
}

export const noTerms = 'MISP Terms and Conditions are not defined'
/** The document that is in force, as the setting names it (operations 9.10). */
export const termsOf = async (ctx: Library & { settings: SettingValues }) => {
  const name = ctx.settings['MISP.terms_file']
  if (name === '') return fail('notFound', noTerms)
  const found = await termsNamed(ctx, name)
  return found ? { name, ...found } : fail('notFound', `The terms are missing: there is no document called ${name}.`)
}

/** Plain text is read on a page; anything else is a file to open elsewhere: nothing of it ever runs or is drawn here. */
export const isShown = (settings: SettingValues) => /\.(txt|md)$/i.test(settings['MISP.terms_file']) && !settings['MISP.terms_download']

const utf8 = new TextDecoder('utf-8', { fatal: true })
const isText = (bytes: Uint8Array) => {
  try {
    // No control character but the usual ones: what has others is no text, whatever it is called.
    return !/[^\P{Cc}\t\n\f\r]/u.test(utf8.decode(bytes))
  } catch {
    return false
  }
}
const isPdf = (bytes: Uint8Array) => Buffer.from(bytes.subarray(0, 5)).toString('latin1') === '%PDF-'
/** Whether a document is what the ending of its name promises. */
export const isWhatItSays = (name: string, bytes: Uint8Array) => (/\.pdf$/i.test(name) ? isPdf(bytes) : isText(bytes) && !isPdf(bytes))
