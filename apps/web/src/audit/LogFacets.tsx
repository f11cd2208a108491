import { UnstyledButton } from '@mantine/core'
import { type Facet, ways } from '@reeve/contract/audit/logs'
import { amount } from '../kit/text/format.ts'
import type { Change, ListState } from '../resource/noun/useListState.ts'
import classes from './logs.module.css'

const titles: Record<Facet['field'], string> = {
  action: 'Action',
  model: 'Model',
  org_id: 'Organisation',
  user_id: 'User',
  ip: 'IP',
  request_type: 'Source',
  auth_key_id: 'Auth key',
}
const shown = 5
/** The value as the filter of the list takes it. */
const saidAs = (field: Facet['field'], value: string) => (field === 'request_type' ? (ways[Number(value)] ?? '') : value)

/** The most frequent values of each field. Selecting one filters the list by it; selecting it again removes the filter. */
export const LogFacets = ({ facets, state, change }: { facets: readonly Facet[]; state: ListState; change: Change }) => (
  <div className={classes.facets}>
    {facets
      .filter(({ values }) => values.length > 0)
      .map(({ field, how, values }) => (
        <section key={field} aria-label={titles[field]}>
          <h2>{titles[field]}</h2>
          <ul>
            {values.slice(0, shown).map(({ value, label, count }) => {
              const said = saidAs(field, value)
              const pressed = state[field] === said
              return (
                <li key={value}>
                  <UnstyledButton
                    className={classes.value}
                    aria-pressed={pressed}
                    onClick={() => change({ [field]: pressed ? undefined : said })}
                    title={label}
                  >
                    <span>{label}</span>
                    <span>{`${how === 'sample' ? '≈ ' : ''}${amount(count)}`}</span>
                  </UnstyledButton>
                </li>
              )
            })}
          </ul>
        </section>
      ))}
  </div>
)
