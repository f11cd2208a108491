import type { ReactNode } from 'react'

export type Fact = readonly [label: string, value: ReactNode]

/** What is known of one thing, each under its name; what is not known is left out. */
export const Facts = ({ facts, className }: { facts: readonly Fact[]; className: string | undefined }) => (
  <dl className={className}>
    {facts
      .filter(([, value]) => value !== undefined && value !== null && value !== false && value !== '')
      .map(([label, value]) => [<dt key={`${label}-label`}>{label}</dt>, <dd key={label}>{value}</dd>])}
  </dl>
)
