import { Code, Stack, Text } from '@mantine/core'
import type { Out } from '@reeve/contract/kernel/operation'
import type { userMail } from '@reeve/contract/people/userMail'
import { Mark, type Tone } from '../kit/feedback/Mark.tsx'
import { counted } from '../kit/text/format.ts'
import classes from './mail.module.css'

export type Preview = Out<typeof userMail.preview>
type Way = Preview['ways'][number]

export const mailsIn = (count: number) => counted(count, 'mail')
const words: Record<Way['way'], { tone: Tone; says: string }> = {
  encrypted: { tone: 'good', says: 'encrypted' },
  clear: { tone: 'look', says: 'not encrypted' },
  short: { tone: 'look', says: 'without the content' },
  none: { tone: 'wrong', says: 'not sent' },
  unchecked: { tone: 'plain', says: 'encrypted if the key still works' },
}

const Class = ({ way, count, why, example }: Way) => (
  <Stack gap={6} align="stretch">
    <Mark tone={words[way].tone}>{`${mailsIn(count)} ${words[way].says}. ${why}`}</Mark>
    {example && (
      <Code block tabIndex={0} aria-label={`Mail to ${example.to}`} className={classes.message}>
        {`To: ${example.to}\nSubject: ${example.subject}\n\n${example.text}`}
      </Code>
    )}
  </Stack>
)

/** How many mails would be sent, by how they are encrypted, each with an example. */
export const ContactPreview = ({ preview: { count, ways } }: { preview: Preview }) => (
  <Stack gap="md" role="status">
    <Text fw={600}>{count === 0 ? 'No mail would be sent.' : `This sends ${mailsIn(count)}.`}</Text>
    {ways.map((way) => (
      <Class key={way.way + way.why} {...way} />
    ))}
  </Stack>
)
