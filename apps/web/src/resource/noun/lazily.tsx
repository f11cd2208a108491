import { type ComponentType, lazy, type ReactNode, Suspense } from 'react'

/** A part of a page whose file is fetched when it is first shown, so that the first page does not wait for all of them. */
export const lazily = <P extends object>(fetch: () => Promise<ComponentType<P>>, meanwhile: ReactNode = null): ComponentType<P> => {
  const Part = lazy(async () => ({ default: await fetch() }))
  return (props: P) => (
    <Suspense fallback={meanwhile}>
      <Part {...props} />
    </Suspense>
  )
}
