import { useEffect } from 'react'
import { useBlocker } from 'react-router'
import { confirm } from './confirm.tsx'

type Words = { title: string; text: string; verb: string }

/** Leaving while something would be lost asks first, whatever the way out. */
export const useGuard = (guarded: boolean, { title, text, verb }: Words) => {
  const blocker = useBlocker(({ currentLocation, nextLocation }) => guarded && currentLocation.pathname !== nextLocation.pathname)
  useEffect(() => {
    if (blocker.state !== 'blocked') return
    let answered = false
    confirm({
      title,
      text,
      verb,
      danger: true,
      act: () => {
        answered = true
        blocker.proceed()
      },
      kept: () => {
        if (!answered) blocker.reset()
        answered = true
      },
    })
  }, [blocker, title, text, verb])
}
