import { Alert, Anchor, Stack, Title } from '@mantine/core'
import { useForm } from '@mantine/form'
import { Failure } from '@reeve/contract/inputs/failure'
import { type ComponentType, type KeyboardEvent, useEffect, useMemo, useState } from 'react'
import type { Row } from '../../kit/client/client.ts'
import { RequestId } from '../../kit/feedback/ErrorState.tsx'
import { fieldErrors } from '../../kit/feedback/fieldErrors.ts'
import { useGuard } from '../../kit/feedback/useGuard.ts'
import { wordOf } from '../../kit/text/format.ts'
import { kindOf } from '../noun/kinds.ts'
import type { ControlProps } from '../noun/noun.tsx'
import { Field } from './Field.tsx'
import classes from './form.module.css'
import { additionOf, changedIn, editOf, type FormField, faultOf, faultsOf, lookedAt, sectionsOf, startOf } from './formValues.ts'
import { SaveBar } from './SaveBar.tsx'

type Props = {
  fields: FormField[]
  row: Row
  adding: boolean
  verb: string
  controls?: Record<string, ComponentType<ControlProps>> | undefined
  save: (input: Row) => Promise<unknown>
  leave: () => void
}
const prefix = 'field-'
const nothing: Row = {}
const unsaved = { title: 'Discard what you changed?', text: 'It has not been saved.', verb: 'Discard changes' }

const Faults = ({ errors, fields, failure }: { errors: Row; fields: FormField[]; failure: Error | undefined }) => {
  const named = fields.filter(({ key }) => errors[key])
  if (!failure && named.length === 0) return null
  return (
    <Alert color="red" role="alert" title={failure ? failure.message : 'Please correct the marked fields.'} mb="md">
      <ul className={classes.faults}>
        {named.map(({ key, label }) => (
          <li key={key}>
            <Anchor href={`#${prefix}${key}`} onClick={() => document.getElementById(prefix + key)?.focus()}>
              {label}
            </Anchor>
            : {wordOf(errors[key])}
          </li>
        ))}
      </ul>
      {failure && <RequestId error={failure} />}
    </Alert>
  )
}

/** Remembers what was wrong when the form was last sent, and sends it. */
const useSending = ({ fields, adding, save }: Props, form: ReturnType<typeof useForm<Row>>, start: Row, done: () => void) => {
  const [sent, setSent] = useState<{ errors: Row; failure?: Error }>({ errors: nothing })
  const refuse = (errors: Record<string, string>, failure?: Error) => {
    form.setErrors(errors)
    setSent({ errors, ...(failure && { failure }) })
    const first = fields.find(({ key }) => errors[key])
    document.getElementById(prefix + first?.key)?.focus()
  }
  const send = async (values: Row) => {
    const wrong = faultsOf(adding ? fields : lookedAt(fields, start, values), values)
    if (Object.keys(wrong).length > 0) return refuse(wrong)
    try {
      await save(adding ? additionOf(fields, values) : editOf(fields, start, values))
      done()
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      refuse(fieldErrors(error), error)
    }
  }
  return { sent, send }
}

/** Any form: grouped fields, errors where they belong, and a bar that says what would be saved. */
export const Form = (props: Props) => {
  const { fields, row, adding, verb, controls = {}, leave } = props
  const start = useMemo(() => startOf(fields, row), [fields, row])
  const form = useForm<Row>({ initialValues: start })
  const [done, setDone] = useState(false)
  const { sent, send } = useSending(props, form, start, () => setDone(true))
  const changed = changedIn(fields, start, form.values)
  useGuard(changed.length > 0 && !done, unsaved)
  useEffect(() => {
    if (done) leave()
  }, [done, leave])
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && !event.defaultPrevented && !(event.target instanceof HTMLElement && event.target.ariaExpanded === 'true'))
      leave()
  }
  return (
    <form className={classes.form} onSubmit={form.onSubmit((values) => send(values))} onKeyDown={onKeyDown} noValidate>
      <Faults errors={sent.errors} fields={fields} failure={sent.failure} />
      {sectionsOf(fields).map(({ title, fields: inside }) => (
        <section key={title} className={classes.section} aria-labelledby={`section-${title}`}>
          <Title order={2} id={`section-${title}`}>
            {title}
          </Title>
          <Stack
            gap="md"
            className={inside.length > 8 && inside.every(({ schema }) => kindOf(schema) === 'flag') ? classes.matrix : undefined}
          >
            {inside.map((field) => (
              <Field
                key={field.key}
                id={prefix + field.key}
                schema={field.schema}
                label={field.label}
                own={controls[field.key]}
                settled={!adding && kindOf(field.schema) === 'ref' && Boolean(start[field.key])}
                value={form.values[field.key]}
                values={form.values}
                row={row}
                error={form.errors[field.key]}
                onChange={(value) => form.setFieldValue(field.key, value)}
                onBlur={() => form.setFieldError(field.key, faultOf(field, form.values) ?? null)}
              />
            ))}
          </Stack>
        </section>
      ))}
      <SaveBar verb={verb} adding={adding} changed={changed.map(({ label }) => label)} busy={form.submitting} leave={leave} />
    </form>
  )
}
