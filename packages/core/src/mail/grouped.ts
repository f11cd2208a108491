/** Collects what is asked for while the last answer is awaited: under load one statement serves many, a lone call waits for nothing. */
export const grouped = <I, O>(most: number, work: (asked: I[]) => Promise<O[]>) => {
  type Waiting = { asked: I; resolve: (answer: O) => void; reject: (error: unknown) => void }
  const waiting: Waiting[] = []
  let busy = false
  const run = async () => {
    busy = true
    while (waiting.length > 0) {
      const some = waiting.splice(0, most)
      try {
        const answers = await work(some.map(({ asked }) => asked))
        for (const [at, { resolve, reject }] of some.entries()) {
          const answer = answers[at]
          if (answer === undefined) reject(new Error('The database left out an answer.'))
          else resolve(answer)
        }
      } catch (error) {
        for (const { reject } of some) reject(error)
      }
    }
    busy = false
  }
  return (asked: I) =>
    new Promise<O>((resolve, reject) => {
      waiting.push({ asked, resolve, reject })
      if (!busy) void run()
    })
}
