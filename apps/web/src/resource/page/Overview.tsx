import { Title } from '@mantine/core'
import { fieldsOf } from '@reeve/contract/kernel/fields'
import { z } from 'zod'
import type { Row } from '../../kit/client/client.ts'
import { schemaIn } from '../noun/columns.tsx'
import { kindOf } from '../noun/kinds.ts'
import type { Noun } from '../noun/noun.tsx'
import { Shown } from '../noun/Shown.tsx'
import classes from './page.module.css'

/** Everything that is described of a row, under its headings. */
export const Overview = ({ noun, row }: { noun: Noun; row: Row }) => {
  const { output } = noun.operations.view ?? noun.operations.list
  if (!(output instanceof z.ZodObject)) return null
  const groups = [...Map.groupBy(fieldsOf(output), ({ info }) => info.group ?? '')]
  return groups.map(([title, fields]) => {
    const flags = fields.length > 8 && fields.every(({ key }) => kindOf(schemaIn(output, key)) === 'flag')
    const cell = (key: string) => noun.cells?.[key]?.(row) ?? <Shown field={key} schema={schemaIn(output, key)} value={row[key]} />
    return (
      <section key={title}>
        {title && (
          <Title order={2} className={classes.group}>
            {title}
          </Title>
        )}
        {flags ? (
          <div className={classes.flags}>
            {fields.map(({ key, info }) => (
              <div key={key}>
                <span>{info.label}</span>
                {cell(key)}
              </div>
            ))}
          </div>
        ) : (
          <dl className={classes.fields}>
            {fields.map(({ key, info }) => [<dt key={`${key}-label`}>{info.label}</dt>, <dd key={key}>{cell(key)}</dd>])}
          </dl>
        )}
      </section>
    )
  })
}
