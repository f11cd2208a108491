import { useEffect, useRef, useState } from 'react'

type Register = (asking: () => Promise<boolean>) => void

/** One question to the user, however many requests wait for its answer. */
export const useAsking = (register: Register) => {
  const [resolve, setResolve] = useState<(given: boolean) => void>()
  const pending = useRef<Promise<boolean>>(undefined)
  useEffect(() => {
    const begin = () =>
      new Promise<boolean>((settle) => setResolve(() => settle)).finally(() => {
        pending.current = undefined
        setResolve(undefined)
      })
    register(() => (pending.current ??= begin()))
  }, [register])
  return { asked: resolve !== undefined, answer: (given: boolean) => resolve?.(given) }
}
