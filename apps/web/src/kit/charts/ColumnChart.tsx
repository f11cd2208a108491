import { Text, Title, VisuallyHidden } from '@mantine/core'
import { amount } from '../text/format.ts'
import classes from './chart.module.css'

/** `under` stands below the column; `name` is what is read out in its place. */
export type Column = { key: string; under: string; name: string; count: number }

/** Columns that each carry their number: a list to whoever does not see them. */
export const ColumnChart = ({ title, about, columns }: { title: string; about: string; columns: readonly Column[] }) => {
  const most = Math.max(1, ...columns.map(({ count }) => count))
  return (
    <figure className={classes.columns}>
      <figcaption>
        <Title order={2}>{title}</Title>
        <Text size="sm" c="dimmed">
          {about}
        </Text>
      </figcaption>
      <ul>
        {columns.map(({ key, under, name, count }) => (
          <li key={key}>
            <VisuallyHidden>{`${name}: ${amount(count)}`}</VisuallyHidden>
            <span className={classes.plot} aria-hidden>
              {count > 0 && amount(count)}
              <span className={classes.column} style={{ height: count > 0 ? `max(2px, ${(count / most) * 78}%)` : 0 }} />
            </span>
            <span className={classes.under} aria-hidden>
              {under}
            </span>
          </li>
        ))}
      </ul>
    </figure>
  )
}
