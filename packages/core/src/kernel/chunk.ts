/** A list in pieces of at most so many, in its order; none of an empty one. */
export const chunk = <T>(all: readonly T[], most: number): T[][] =>
  Array.from({ length: Math.ceil(all.length / most) }, (_, at) => all.slice(at * most, (at + 1) * most))
