import { Title } from '@mantine/core'
import { type Column, fieldsOf } from '@reeve/contract/kernel/fields'
import type { ReactNode } from 'react'
import { z } from 'zod'
import type { Row } from '../../kit/client/client.ts'
import { schemaIn } from '../noun/columns.tsx'
import { kindOf } from '../noun/kinds.ts'
import type { Noun } from '../noun/noun.tsx'
import { Shown } from '../noun/Shown.tsx'
import classes from './page.module.css'

type Cell = (key: string) => ReactNode

/** A “No” or an empty value says little: it is folded away. */
const saysLittle = (value: unknown) =>
  value === false || value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0)

const Fields = ({ fields, cell }: { fields: Column[]; cell: Cell }) => (
  <dl className={classes.fields}>
    {fields.map(({ key, info }) => [<dt key={`${key}-label`}>{info.label}</dt>, <dd key={key}>{cell(key)}</dd>])}
  </dl>
)

/** Many flags stand in a grid, each with its yes or no: what a role does not allow matters as much as what it does. */
const Flags = ({ fields, cell }: { fields: Column[]; cell: Cell }) => (
  <div className={classes.flags}>
    {fields.map(({ key, info }) => (
      <div key={key}>
        <span>{info.label}</span>
        {cell(key)}
      </div>
    ))}
  </div>
)

const Folded = ({ fields, cell }: { fields: Column[]; cell: Cell }) => {
  const said = fields.map(({ info }) => info.label).join(', ')
  return (
    <details className={classes.folded}>
      <summary>{`Empty or No: ${said}`}</summary>
      <Fields fields={fields} cell={cell} />
    </details>
  )
}

/** Every described field of a row under its heading, in two columns where there is room. */
export const Overview = ({ noun, row }: { noun: Noun; row: Row }) => {
  const { output } = noun.operations.view ?? noun.operations.list
  if (!(output instanceof z.ZodObject)) return null
  const groups = [...Map.groupBy(fieldsOf(output), ({ info }) => info.group ?? '')]
  const cell = (key: string) => noun.cells?.[key]?.(row) ?? <Shown field={key} schema={schemaIn(output, key)} value={row[key]} />
  return (
    <div className={classes.groups}>
      {groups.map(([title, fields]) => {
        const flags = fields.length > 8 && fields.every(({ key }) => kindOf(schemaIn(output, key)) === 'flag')
        const folded = flags ? [] : fields.filter(({ key }) => saysLittle(row[key]))
        const open = fields.filter((field) => !folded.includes(field))
        return (
          <section key={title} className={flags ? classes.wide : undefined}>
            {title && (
              <Title order={2} className={classes.group}>
                {title}
              </Title>
            )}
            {flags && <Flags fields={fields} cell={cell} />}
            {!flags && open.length > 0 && <Fields fields={open} cell={cell} />}
            {folded.length > 0 && <Folded fields={folded} cell={cell} />}
          </section>
        )
      })}
    </div>
  )
}
