import type { WriteContext } from '../context.ts'

/** The same work on row after row of one transaction, with a result for each: a refused row leaves nothing behind, the others go on. */
export const eachRow = async <R, A>({ savepoint }: WriteContext, rows: readonly R[], work: (row: R) => Promise<A>) => {
  const results: ({ row: R } & ({ done: true; answer: A } | { done: false; message: string }))[] = []
  for (const row of rows) {
    const tried = await savepoint(() => work(row))
    // What a failure says of its first field says more than its heading.
    const told = tried.done
      ? tried
      : { done: false as const, message: Object.values(tried.failure.fields)[0]?.[0] ?? tried.failure.message }
    results.push({ row, ...told })
  }
  return results
}
