import pino from 'pino'

/** Fields of errors that say something to an operator. Others may hold a driver's objects, with passwords and cancel keys of connections. */
const telling = ['code', 'severity', 'schema', 'table', 'column', 'constraint', 'syscall', 'address', 'port', 'responseCode'] as const
const deepest = 3

/** An error as a log line shows it: its kind, message, stack, cause, and fields that are texts or numbers. */
const shown = (error: unknown, depth = 0): unknown => {
  if (!(error instanceof Error)) return typeof error === 'object' ? Object.prototype.toString.call(error) : error
  const fields = telling.flatMap((name) => {
    const value: unknown = Reflect.get(error, name)
    return typeof value === 'string' || typeof value === 'number' ? [[name, value] as const] : []
  })
  const { name, message, stack, cause } = error
  return {
    type: name,
    message,
    stack,
    ...Object.fromEntries(fields),
    ...(cause !== undefined && depth < deepest && { cause: shown(cause, depth + 1) }),
  }
}

/** The log of a process: one JSON object a line, errors without the objects that drivers attach to them. `dest`: 1 standard output, 2 standard error. */
export const openLog = (name: string, level: string, dest = 1) =>
  pino({ name, level, serializers: { err: (error: unknown) => shown(error) } }, pino.destination({ dest, sync: true }))
