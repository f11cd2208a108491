import { Link } from 'react-router'
import classes from './chart.module.css'

/** A number with what it counts, and where those are. */
export const Figure = ({ value, label, to }: { value: string; label: string; to?: string | undefined }) => {
  const inside = (
    <>
      <span className={classes.number}>{value}</span>
      <span>{label}</span>
    </>
  )
  return to ? (
    <Link to={to} className={classes.figure}>
      {inside}
    </Link>
  ) : (
    <span className={classes.figure}>{inside}</span>
  )
}
