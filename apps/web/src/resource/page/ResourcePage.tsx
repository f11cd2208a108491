import { useNavigate, useParams } from 'react-router'
import { Crumb } from '../../kit/layout/Crumb.tsx'
import classes from '../../kit/layout/layout.module.css'
import type { Noun } from '../noun/noun.tsx'
import { ResourceView } from './ResourceView.tsx'

/** The page of one row: what the drawer shows, under an address of its own. */
export const ResourcePage = ({ noun }: { noun: Noun }) => {
  const { id = '' } = useParams()
  const navigate = useNavigate()
  return (
    <div className={classes.wide}>
      <Crumb to={noun.path}>{noun.many}</Crumb>
      <ResourceView noun={noun} id={id} gone={() => void navigate(noun.path)} />
    </div>
  )
}
