import { Text, Title } from '@mantine/core'
import { isSiteAdmin } from '@reeve/contract/kernel/may'
import {
  restrictedSettings,
  type UserSettingName,
  userSettingNames,
  userSettings,
  userSettingTexts,
} from '@reeve/contract/people/userSettings'
import { useQuery } from '@tanstack/react-query'
import { api, type Row } from '../../kit/client/client.ts'
import { useMay, useSession } from '../../kit/client/session.tsx'
import { ErrorState } from '../../kit/feedback/ErrorState.tsx'
import { FieldsSkeleton } from '../../kit/feedback/skeletons.tsx'
import layout from '../../kit/layout/layout.module.css'
import { Nothing } from '../../resource/noun/Shown.tsx'
import { mayTouch } from './mayTouch.ts'
import { UserSettingLine } from './UserSettingLine.tsx'
import classes from './userSettings.module.css'

const parts = [
  { kept: false, title: 'Web app settings', about: 'Used by these pages.' },
  {
    kept: true,
    title: 'API-only settings',
    about: 'Stored under the names of MISP for scripts and other clients. These pages do not use them.',
  },
]

type Props = { user_id: number; changeable: boolean }
/** The settings of a user. */
export const UserSettings = ({ user_id, changeable }: Props) => {
  const may = useMay()
  const { actor } = useSession()
  const { data, error, refetch } = useQuery(api.userSettings.list.query({ user_id, limit: 100 }))
  if (error) return <ErrorState error={error} retry={refetch} />
  if (!data) return <FieldsSkeleton rows={4} />
  const writes = changeable && may(userSettings.set.allow)
  const mayChange = (name: UserSettingName) => writes && (isSiteAdmin(actor) || !restrictedSettings.has(name))
  const foundOf = (name: UserSettingName) => data.rows.find(({ setting }) => setting === name)
  // Whose they are is only said of others: a user without admin rights names nobody.
  const whose = user_id === actor.id ? {} : { user_id }
  return (
    <div className={classes.settings}>
      {!writes && <Text c="dimmed">You can see these settings but not change them.</Text>}
      {parts.map(({ kept, title, about }) => {
        const names = userSettingNames.filter((name) => userSettingTexts[name].kept === kept && (foundOf(name) || mayChange(name)))
        return (
          <section key={title}>
            <Title order={2}>{title}</Title>
            <Text size="sm" c="dimmed" mt={4} mb={6}>
              {about}
            </Text>
            {names.length === 0 && <Nothing says="None set" />}
            <ul className={layout.entries}>
              {names.map((name) => (
                <UserSettingLine key={name} name={name} found={foundOf(name)} whose={whose} mayChange={mayChange(name)} />
              ))}
            </ul>
          </section>
        )
      })}
    </div>
  )
}

/** The same on the page of a user. */
export const SettingsOf = ({ row }: { row: Row }) => {
  const { actor } = useSession()
  return <UserSettings user_id={Number(row.id)} changeable={mayTouch(actor, row)} />
}
