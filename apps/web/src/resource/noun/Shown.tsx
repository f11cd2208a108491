import { Anchor } from '@mantine/core'
import { infoOf } from '@reeve/contract/kernel/fields'
import { IconCheck, IconMinus } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { Link } from 'react-router'
import type { z } from 'zod'
import type { Row } from '../../kit/client/client.ts'
import { wordOf } from '../../kit/text/format.ts'
import { Time } from '../../kit/text/Time.tsx'
import textClasses from '../../kit/text/text.module.css'
import { kindOf } from './kinds.ts'
import { hrefOf, useNoun } from './noun.tsx'
import classes from './shown.module.css'

/** Yes or no, as a word with a sign. */
export const Flag = ({ on }: { on: boolean }) => (
  <span className={classes.flag} data-on={on}>
    {on ? <IconCheck size={14} stroke={2.4} aria-hidden /> : <IconMinus size={14} aria-hidden />}
    {on ? 'Yes' : 'No'}
  </span>
)
/** Where there is nothing to show. */
export const Nothing = ({ says = 'None' }: { says?: string }) => <span className={classes.nothing}>{says}</span>

const isRow = (value: unknown): value is Row => typeof value === 'object' && value !== null && !Array.isArray(value)

const RefLink = ({ of, row, linked }: { of: string; row: Row; linked: boolean }) => {
  const noun = useNoun(of)
  const name = noun?.nameOf(row) || wordOf(row.id)
  return noun && linked ? (
    <Anchor component={Link} to={hrefOf(noun, row)}>
      {name}
    </Anchor>
  ) : (
    name
  )
}

const mono = /uuid|^authkey|key$|ip$|ips$|request_id/

/** A value as its field's schema says it is. */
export const Shown = ({
  field,
  schema,
  value,
  linked = true,
}: {
  field: string
  schema: z.ZodType
  value: unknown
  linked?: boolean
}): ReactNode => {
  const kind = kindOf(schema)
  if (typeof value === 'boolean') return <Flag on={value} />
  if (kind === 'moment') return typeof value === 'string' ? <Time at={value} /> : <Nothing says="Never" />
  if (isRow(value)) return <RefLink of={infoOf(schema)?.of ?? ''} row={value} linked={linked} />
  if (Array.isArray(value)) return value.length > 0 ? <span className={textClasses.mono}>{value.join(', ')}</span> : <Nothing />
  if (value === null || value === undefined || value === '') return <Nothing />
  return mono.test(field) ? <span className={textClasses.mono}>{wordOf(value)}</span> : wordOf(value)
}
