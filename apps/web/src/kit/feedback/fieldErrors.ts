import { Failure } from '@reeve/contract/inputs/failure'
import { tellFailure } from './toast.tsx'

type Errors = Record<string, string>

/** What is wrong with each field, as forms show it. */
export const fieldErrors = ({ fields }: Failure): Errors =>
  Object.fromEntries(Object.entries(fields).map(([key, words]) => [key, words.join(' ')]))

/** Says what was refused beside its fields, or above the page where it is none of theirs. */
export const tellRefused = (error: unknown, show: (errors: Errors) => void) => {
  if (!(error instanceof Failure)) throw error
  show(fieldErrors(error))
  if (Object.keys(error.fields).length === 0) tellFailure(error)
}
