import { useNavigate, useParams } from 'react-router'
import type { Noun } from '../kit/noun.tsx'
import { Crumb } from './Crumb.tsx'
import { ResourceView } from './ResourceView.tsx'
import classes from './resource.module.css'

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
