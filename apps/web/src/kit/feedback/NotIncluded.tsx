import type { ReactNode } from 'react'
import { Empty } from './Empty.tsx'

/** In place of a page that this role does not have: says who has it. */
export const NotIncluded = ({ children }: { children: ReactNode }) => (
  <Empty whole title="You don't have access">
    {children}
  </Empty>
)
