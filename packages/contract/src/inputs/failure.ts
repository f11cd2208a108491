/** The nine kinds of failure, with the HTTP status that `/api` gives each. */
export const failures = {
  invalid: 422,
  unauthenticated: 401,
  forbidden: 403,
  notFound: 404,
  conflict: 409,
  busy: 429,
  upstream: 502,
  unavailable: 503,
  broken: 500,
} as const
export type FailureKind = keyof typeof failures

/** The HTTP status that MISP's addresses give each kind: MISP knows fewer of them (people-data 0.4, 1.1). */
export const wireStatuses: Readonly<Record<FailureKind, number>> = {
  invalid: 400,
  unauthenticated: 403,
  forbidden: 403,
  notFound: 404,
  conflict: 403,
  busy: 429,
  upstream: 500,
  unavailable: 503,
  broken: 500,
}
export type Fields = Record<string, string[]>

/** A log row that outlives the rollback of the change which failed. */
export type FailureNote = { action: string; model: string; model_id: number; title: string; change?: string; user_id?: number }

type More = { fields?: Fields; data?: Record<string, unknown>; notes?: FailureNote[]; cause?: unknown }

/** The only error a handler throws. `message` is for the reader; `fields` belong to the input; `data` feeds an adapter. */
export class Failure extends Error {
  readonly kind: FailureKind
  readonly fields: Fields
  readonly data: Record<string, unknown>
  readonly notes: FailureNote[]
  constructor(kind: FailureKind, message: string, { fields = {}, data = {}, notes = [], cause }: More = {}) {
    super(message, { cause })
    this.kind = kind
    this.fields = fields
    this.data = data
    this.notes = notes
  }
}

export const fail = (kind: FailureKind, message: string, more?: More): never => {
  throw new Failure(kind, message, more)
}

/** Wrong input, told field by field; the message of the first field is the message of the whole. */
export const invalid = (fields: Fields, notes?: FailureNote[]): never =>
  fail('invalid', Object.values(fields)[0]?.[0] ?? 'Please correct the marked fields.', notes ? { fields, notes } : { fields })
