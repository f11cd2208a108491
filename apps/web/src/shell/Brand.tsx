import classes from './shell.module.css'

/** The mark of the house. */
export const Brand = () => (
  <span className={classes.brand}>
    <img src="/app/icon.svg" alt="" width={22} height={22} />
    Reeve
  </span>
)
