/** The last `most` results by their text: keys are read again and again, and reading one is slow. */
export const remembered = <T>(most: number, make: (text: string) => Promise<T>) => {
  const known = new Map<string, Promise<T>>()
  return (text: string): Promise<T> => {
    const found = known.get(text) ?? make(text)
    known.delete(text)
    known.set(text, found)
    for (const oldest of known.keys()) {
      if (known.size <= most) break
      known.delete(oldest)
    }
    return found
  }
}
