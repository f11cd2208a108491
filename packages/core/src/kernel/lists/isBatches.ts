/** Whether an operation answers with rows in batches, as those of kind `export` do. */
export const isBatches = (out: unknown): out is AsyncIterable<unknown[]> =>
  typeof out === 'object' && out !== null && Symbol.asyncIterator in out
