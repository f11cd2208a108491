import { Button, Code, Group, Stack, Textarea } from '@mantine/core'
import { useForm } from '@mantine/form'
import type { Out } from '@reeve/contract/kernel/operation'
import type { mails } from '@reeve/contract/mail/mails'
import { useState } from 'react'
import { api } from '../kit/client/client.ts'
import { tellRefused } from '../kit/feedback/fieldErrors.ts'
import { Mark, type Tone } from '../kit/feedback/Mark.tsx'
import layout from '../kit/layout/layout.module.css'
import textClasses from '../kit/text/text.module.css'
import { RefPicker } from '../resource/form/RefPicker.tsx'
import classes from './mail.module.css'

type Tried = Out<typeof mails.tryEncryption>
const ways: Record<Tried['way'], { tone: Tone; words: string }> = {
  encrypted: { tone: 'good', words: 'The mail would be encrypted.' },
  clear: { tone: 'look', words: 'The mail would not be encrypted.' },
  short: { tone: 'look', words: 'A short mail without the content would be sent.' },
  none: { tone: 'wrong', words: 'No mail would be sent.' },
}

const Result = ({ way, why, fingerprint, signed_with, message }: Tried) => (
  <Stack gap="sm" role="status" align="flex-start">
    <Mark tone={ways[way].tone}>{`${ways[way].words} ${why}`}</Mark>
    <dl className={layout.facts}>
      <dt>Key</dt>
      <dd className={textClasses.mono}>{fingerprint ?? 'None'}</dd>
      <dt>Signed with</dt>
      <dd className={textClasses.mono}>{signed_with ?? 'Not signed'}</dd>
    </dl>
    {message && (
      <Code block tabIndex={0} aria-label="Source of the mail" className={classes.message}>
        {message}
      </Code>
    )}
  </Stack>
)

/** Shows how a mail to a user, or with a pasted key, would be encrypted. Nothing is sent. */
export const EncryptionTrial = () => {
  const [tried, setTried] = useState<Tried>()
  const form = useForm<{ user_id: number | null; key: string }>({ initialValues: { user_id: null, key: '' } })
  const send = async ({ user_id, key }: typeof form.values) => {
    try {
      setTried(await api.mails.tryEncryption({ ...(user_id && { user_id }), ...(key && { key }) }))
    } catch (error) {
      tellRefused(error, form.setErrors)
    }
  }
  return (
    <Stack gap="md">
      <form onSubmit={form.onSubmit((values) => send(values))} className={layout.narrow} noValidate>
        <Stack gap="sm">
          <RefPicker
            of="users"
            label="User"
            value={form.values.user_id}
            error={form.errors.user_id}
            onChange={(user_id) => form.setFieldValue('user_id', user_id)}
          />
          <Textarea label="Public key" description="Used instead of the key of a user." rows={3} {...form.getInputProps('key')} />
          <Group>
            <Button type="submit" variant="default" loading={form.submitting}>
              Test
            </Button>
          </Group>
        </Stack>
      </form>
      {tried && <Result {...tried} />}
    </Stack>
  )
}
