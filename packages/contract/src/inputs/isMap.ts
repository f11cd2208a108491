/** Whether something unknown has values under names: what JSON calls an object, and no list. */
export const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
