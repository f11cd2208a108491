import { IconHome2 } from '@tabler/icons-react'
import { NavLink } from 'react-router'
import { useMay } from '../kit/client/session.tsx'
import { useGroups } from '../resource/noun/noun.tsx'
import classes from './shell.module.css'
import { useAttention } from './useAttention.ts'

/** What the role may open, in groups; a number is how much there needs attention. */
export const Sidebar = () => {
  const may = useMay()
  const { lines } = useAttention()
  const countOf = (noun: string) =>
    lines.filter((line) => line.noun === noun && line.tone !== 'plain').reduce((sum, { count }) => sum + count, 0)
  return (
    <nav aria-label="Pages" className={classes.nav}>
      <NavLink to="/" end className={classes.link}>
        <IconHome2 size={17} stroke={1.7} aria-hidden />
        Home
      </NavLink>
      {useGroups().map(({ title, nouns }) => {
        const open = nouns.filter(({ operations }) => may(operations.list.allow))
        return open.length === 0 ? null : (
          <section key={title} aria-labelledby={`group-${title}`}>
            <h2 id={`group-${title}`} className={classes.group}>
              {title}
            </h2>
            {open.map((noun) => (
              <NavLink key={noun.noun} to={noun.path} className={classes.link}>
                <noun.icon size={17} stroke={1.7} aria-hidden />
                {noun.many}
                {countOf(noun.noun) > 0 && (
                  <span className={classes.count} title="Needs attention">
                    {countOf(noun.noun)}
                  </span>
                )}
              </NavLink>
            ))}
          </section>
        )
      })}
    </nav>
  )
}
