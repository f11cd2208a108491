import type { Failure } from '@reeve/contract/failure'

/** What is wrong with each field, as forms show it. */
export const fieldErrors = ({ fields }: Failure) => Object.fromEntries(Object.entries(fields).map(([key, [words = '']]) => [key, words]))
