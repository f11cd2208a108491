/** Puts a value last, and lets go of what lies there longest beyond `most`. */
export const keepLast = <T>(known: Map<string, T>, key: string, value: T, most: number) => {
  known.delete(key)
  known.set(key, value)
  for (const oldest of known.keys()) {
    if (known.size <= most) break
    known.delete(oldest)
  }
}

/** The last `most` results by their text: keys are read again and again, and reading one is slow. */
export const remembered = <T>(most: number, make: (text: string) => Promise<T>) => {
  const known = new Map<string, Promise<T>>()
  return (text: string): Promise<T> => {
    const found = known.get(text) ?? make(text)
    keepLast(known, text, found, most)
    return found
  }
}
