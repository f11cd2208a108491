import { Anchor, Button, Group, Stack, Text } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useState } from 'react'
import { Link, useSearchParams } from 'react-router'
import { api } from '../kit/client/client.ts'
import { confirm } from '../kit/feedback/confirm.tsx'
import { tellRefused } from '../kit/feedback/fieldErrors.ts'
import { tell } from '../kit/feedback/toast.tsx'
import { PageHead } from '../kit/layout/PageHead.tsx'
import { ContactFields, inputOf, type Values } from './ContactFields.tsx'
import { ContactPreview, mailsIn, type Preview } from './ContactPreview.tsx'
import classes from './mail.module.css'

const useContact = () => {
  const [asked] = useSearchParams()
  const user = Number(asked.get('user'))
  const [preview, setPreview] = useState<Preview>()
  const [batch, setBatch] = useState<string>()
  const form = useForm<Values>({
    initialValues: {
      action: 'custom',
      recipient: user > 0 ? 'users' : 'all',
      user_ids: user > 0 ? [user] : [],
      org_ids: [],
      role_id: null,
      email: '',
      key: '',
      subject: '',
      message: '',
    },
    // A preview holds only for the values it was made from.
    onValuesChange: () => setPreview(undefined),
  })
  const refused = (error: unknown) => tellRefused(error, form.setErrors)
  const look = async (values: Values) => {
    setBatch(undefined)
    await api.userMail.preview(inputOf(values)).then(setPreview, refused)
  }
  const send = async (expected: number) => {
    try {
      const sent = await api.userMail.send({ ...inputOf(form.values), expected })
      setPreview(undefined)
      setBatch(sent.batch)
      tell(`${mailsIn(sent.count)} queued.`)
    } catch (error) {
      refused(error)
    }
  }
  return { form, preview, batch, look, send }
}

const reached = ({ ways }: Preview) => ways.reduce((sum, { count }) => sum + count, 0)

/** The form to contact users (operations 8.6). It previews the mail and its recipients before sending. */
export const Contact = () => {
  const { form, preview, batch, look, send } = useContact()
  const ask = (shown: Preview) =>
    confirm({
      title: `Send ${mailsIn(shown.count)}?`,
      text:
        form.values.action === 'custom'
          ? 'Sent mails cannot be recalled.'
          : 'Each user gets a new password. Once the mail server accepts the mail, it replaces the current password and all sessions of the user end.',
      verb: `Send ${mailsIn(shown.count)}`,
      act: () => send(reached(shown)),
    })
  return (
    <>
      <PageHead
        title="Contact users"
        about="Sends a mail to users. Mails are signed with the support signature and encrypted for users who have a key."
        kept="contact"
      />
      <form className={classes.letter} onSubmit={form.onSubmit(look)} noValidate>
        <ContactFields form={form} />
        <Group mt="lg">
          <Button type="submit" variant={preview ? 'default' : 'filled'} loading={form.submitting}>
            Preview
          </Button>
          {preview && preview.count > 0 && <Button onClick={() => ask(preview)}>{`Send ${mailsIn(preview.count)}`}</Button>}
        </Group>
      </form>
      <Stack mt="lg" className={classes.letter}>
        {preview && <ContactPreview preview={preview} />}
        {batch && (
          <Text role="status">
            The mails are queued.{' '}
            <Anchor component={Link} to={`/mails?batch=${batch}`}>
              Show their delivery
            </Anchor>
          </Text>
        )}
      </Stack>
    </>
  )
}
