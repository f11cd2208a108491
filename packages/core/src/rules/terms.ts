import { fail } from '@reeve/contract/failure'
import type { ReadCtx } from '../implement.ts'

/** The file with the terms, as the setting names it (operations 9.10). */
export const termsOf = async ({ settings, ports }: Pick<ReadCtx, 'settings' | 'ports'>) => {
  const name = settings['MISP.terms_file']
  if (name === '') return fail('notFound', 'MISP Terms and Conditions are not defined')
  const content = await ports.terms(name)
  return content
    ? { name, content }
    : fail('notFound', `The terms are missing: there is no file ${name} in the folder “terms” of the data directory.`)
}

/** What can be read on a page; anything else is a file to open elsewhere. */
export const isText = (name: string) => /\.(txt|md)$/i.test(name)
