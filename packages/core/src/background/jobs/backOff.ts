import { Failure, type FailureKind } from '@reeve/contract/inputs/failure'

/** `permanent`: no later try can change what is wrong. `busy`: somebody said when to come again. The rest may pass by itself. */
export type ErrorClass = 'permanent' | 'busy' | 'transient'

const final: ReadonlySet<FailureKind> = new Set<FailureKind>(['invalid', 'unauthenticated', 'forbidden', 'notFound'])
/** Mistakes in code stay what they are. A `TypeError` with a cause is how `fetch` says that a line broke. */
const mistakes = new Set(['TypeError', 'ReferenceError', 'SyntaxError', 'PrismaClientValidationError', 'ZodError'])

/** What kind of error it is; `upstream` with `data.permanent` is a refusal that the other side will repeat (SMTP 5xx). */
export const classOf = (error: unknown): ErrorClass => {
  if (error instanceof Failure) {
    if (final.has(error.kind) || error.data.permanent === true) return 'permanent'
    return error.kind === 'busy' ? 'busy' : 'transient'
  }
  return error instanceof Error && mistakes.has(error.name) && error.cause === undefined ? 'permanent' : 'transient'
}

/** Milliseconds before another try: 5, 20, 80, 320 … seconds, up to an hour; or as long as the other side asked for. */
export const pauseBefore = (retries: number, error?: unknown) => {
  const asked = error instanceof Failure && error.kind === 'busy' ? Number(error.data.wait) : Number.NaN
  return (asked > 0 ? Math.min(asked, 86_400) : Math.min(3600, 5 * 4 ** retries)) * 1000
}
