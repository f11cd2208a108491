import { Tabs } from '@mantine/core'
import { useSearchParams } from 'react-router'
import { PageHead } from '../../kit/layout/PageHead.tsx'
import type { Noun } from '../../resource/noun/noun.tsx'
import { GrowthFigures } from './GrowthFigures.tsx'
import { OrganisationFigures } from './OrganisationFigures.tsx'
import classes from './statistics.module.css'
import { UserFigures } from './UserFigures.tsx'

const tabs = [
  { key: 'users', label: 'Users', Panel: UserFigures },
  { key: 'organisations', label: 'Organisations', Panel: OrganisationFigures },
  { key: 'growth', label: 'Growth', Panel: GrowthFigures },
]

/** What there is to count of users and organisations (people-data 2.2). */
export const Statistics = ({ noun }: { noun: Noun }) => {
  const [params, setParams] = useSearchParams()
  const tab = tabs.find(({ key }) => key === params.get('tab')) ?? tabs[0]
  return (
    <div className={classes.page}>
      <PageHead title={noun.many} about={noun.about} kept={noun.noun} />
      <Tabs value={tab?.key ?? null} onChange={(next) => setParams(next && next !== 'users' ? { tab: next } : {})} keepMounted={false}>
        <Tabs.List mb="md">
          {tabs.map(({ key, label }) => (
            <Tabs.Tab key={key} value={key}>
              {label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {tabs.map(({ key, Panel }) => (
          <Tabs.Panel key={key} value={key}>
            <Panel />
          </Tabs.Panel>
        ))}
      </Tabs>
    </div>
  )
}
