import { type Icon, IconHome2 } from '@tabler/icons-react'
import { NavLink } from 'react-router'
import { useMay } from '../kit/client/session.tsx'
import { amount } from '../kit/text/format.ts'
import { useGroups } from '../resource/noun/noun.tsx'
import classes from './shell.module.css'
import { useAttention } from './useAttention.ts'

const Item = ({ to, icon: Glyph, label, count = 0 }: { to: string; icon: Icon; label: string; count?: number }) => (
  <NavLink to={to} end={to === '/'} className={classes.link}>
    <Glyph size={17} stroke={1.7} aria-hidden />
    {label}
    {count > 0 && (
      <span className={classes.count} title="Needs attention">
        {amount(count)}
      </span>
    )}
  </NavLink>
)

/** What the role may open, in groups. A number says how much there needs attention. */
export const Sidebar = () => {
  const may = useMay()
  const { lines } = useAttention()
  const countOf = (noun: string) =>
    lines.filter((line) => line.noun === noun && line.tone !== 'plain').reduce((sum, { count }) => sum + count, 0)
  return (
    <nav aria-label="Pages" className={classes.nav}>
      <Item to="/" icon={IconHome2} label="Home" />
      {useGroups().map(({ title, nouns, links = [] }) => {
        const open = nouns.filter(({ operations }) => may(operations.list.allow))
        const also = links.filter(({ allow }) => may(allow))
        return (
          open.length + also.length > 0 && (
            <section key={title} aria-labelledby={`group-${title}`}>
              <h2 id={`group-${title}`} className={classes.group}>
                {title}
              </h2>
              {open.map(({ noun, path, icon, many }) => (
                <Item key={noun} to={path} icon={icon} label={many} count={countOf(noun)} />
              ))}
              {also.map((link) => (
                <Item key={link.to} {...link} />
              ))}
            </section>
          )
        )
      })}
    </nav>
  )
}
