import { terms, termsBytes } from '@reeve/contract/access/terms'
import { fail, invalid } from '@reeve/contract/inputs/failure'
import type { ReadContext } from '../../context.ts'
import { implement, noRows } from '../../request/implement.ts'
import { isShown, isWhatItSays, noTerms, termsOf } from './termsDocument.ts'

const setting = 'MISP.terms_file'
const refuse = (text: string) => invalid({ content: [text] })

const current = async (ctx: ReadContext) => {
  const name = ctx.settings[setting]
  if (name === '') return null
  const { content, modified } = await termsOf(ctx)
  const users = await ctx.read.user.count({ where: { disabled: false } })
  const accepted = await ctx.read.user.count({ where: { disabled: false, termsaccepted: true } })
  return { name, bytes: content.length, modified, shown: isShown(ctx.settings), accepted, users }
}

export const termsImplementation = implement(terms, noRows, {
  current,

  /** The setting names what was uploaded, so that both surfaces and MISP's own name for it agree. */
  set: async ({ write, settings, ports }, { name, content }) => {
    const bytes = new Uint8Array(Buffer.from(content, 'base64'))
    if (bytes.length === 0) refuse('This file is empty.')
    if (bytes.length > termsBytes) refuse(`Choose a file of at most ${termsBytes / 1_000_000} MB.`)
    if (!isWhatItSays(name, bytes)) refuse('This file is not what its name says: text must be UTF-8, a PDF a PDF.')
    await write.terms.set(name, bytes, ports.now())
    if (settings[setting] !== name) await write.setting.set(setting, settings[setting], name)
    return { name }
  },

  remove: async ({ write, settings }) => {
    const name = settings[setting] || fail('notFound', noTerms)
    await write.terms.clear()
    await write.setting.set(setting, name, null)
    return { name }
  },
})
