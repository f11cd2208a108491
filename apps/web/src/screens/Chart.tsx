import { Title } from '@mantine/core'
import type { ReactNode } from 'react'
import classes from './statistics.module.css'

/** A chart with its heading and the sentence that says what is counted. */
export const Chart = ({ title, about, children }: { title: string; about: string; children: ReactNode }) => (
  <section>
    <Title order={2}>{title}</Title>
    <p className={classes.about}>{about}</p>
    {children}
  </section>
)
