import { useNavigate, useParams } from 'react-router'
import { Crumb } from '../../kit/layout/Crumb.tsx'
import type { Noun } from '../noun/noun.tsx'
import classes from '../resource.module.css'
import { ResourceView } from './ResourceView.tsx'

/** The page of one row: what the drawer shows, under an address of its own. */
export const ResourcePage = ({ noun }: { noun: Noun }) => {
  const { id = '' } = useParams()
  const navigate = useNavigate()
  return (
    <div className={classes.page}>
      <Crumb to={noun.path}>{noun.many}</Crumb>
      <ResourceView noun={noun} id={id} gone={() => void navigate(noun.path)} />
    </div>
  )
}
