/**
 * Makes few statements of many: while one is on its way, what comes waits and goes together with the next. `carryOut` answers in the
 * order of what was asked; an answer that is a promise of its own keeps nobody else waiting. When it fails, all of its askers hear it.
 */
export const batcher = <In, Out>(most: number, carryOut: (asked: readonly In[]) => Promise<readonly (Out | Promise<Out>)[]>) => {
  type Asking = { asked: In; resolve: (answer: Out | Promise<Out>) => void; reject: (error: unknown) => void }
  const waiting: Asking[] = []
  let busy = false
  const one = async (some: readonly Asking[]) => {
    try {
      const answers = await carryOut(some.map(({ asked }) => asked))
      // There is an answer for each, by the promise of `carryOut`.
      answers.forEach((answer, at) => some[at]?.resolve(answer))
    } catch (error) {
      for (const { reject } of some) reject(error)
    }
  }
  const all = async () => {
    busy = true
    while (waiting.length > 0) await one(waiting.splice(0, most))
    busy = false
  }
  return (asked: In) => {
    const { promise, resolve, reject } = Promise.withResolvers<Out>()
    waiting.push({ asked, resolve, reject })
    if (!busy) void all()
    return promise
  }
}
