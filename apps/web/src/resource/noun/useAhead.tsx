import { createContext, type ReactNode, useContext } from 'react'

type Ahead = () => string
const Context = createContext<Ahead>(() => window.location.pathname)

/** Tells what writes to the address where the browser is, or is about to be while the next page is still on its way. */
export const AheadProvider = ({ ahead, children }: { ahead: Ahead; children: ReactNode }) => <Context value={ahead}>{children}</Context>
export const useAhead = () => useContext(Context)
