import { Button, FileButton, Group, Select, Stack, Text, Textarea, Title } from '@mantine/core'
import { IconDownload, IconFileText, IconX } from '@tabler/icons-react'
import { useState } from 'react'
import { Mark } from '../../kit/feedback/Mark.tsx'
import { downloadCsv } from '../../kit/files/downloadCsv.ts'
import textClasses from '../../kit/text/text.module.css'
import classes from './import.module.css'
import { type Encoding, encodingOf, encodings, readText } from './readText.ts'

type Read = ReturnType<typeof readText>
type Chosen = { name: string; bytes: Uint8Array; read: Read }
/** With the text of another file, or with none. */
type Begin = (csv: string | undefined) => void
const most = 64_000_000

/** A file that was chosen, read as text again whenever its encoding is. */
const useFile = (begin: Begin) => {
  const [file, setFile] = useState<Chosen>()
  const show = (name: string, bytes: Uint8Array, wanted?: Encoding) => {
    const read = bytes.length > most ? { problem: 'This file is larger than 64 MB. Split it.' } : readText(bytes, wanted)
    setFile({ name, bytes, read })
    begin('problem' in read ? undefined : read.text)
  }
  const choose = async (chosen: File | null) => {
    if (chosen) show(chosen.name, new Uint8Array(await chosen.arrayBuffer()))
  }
  const drop = () => {
    setFile(undefined)
    begin(undefined)
  }
  return { file, choose, drop, as: (wanted: Encoding) => file && show(file.name, file.bytes, wanted) }
}

const template = () =>
  downloadCsv('users.csv', [
    ['email', 'organisation', 'role', 'autoalert', 'contactalert', 'gpgkey', 'disabled', 'expiration', 'change_pw', 'password'],
    ['ann@example.org', 'CIRCL', 'User', 'yes', 'no', '', 'no', '2030-12-31', 'yes', ''],
  ])

const Shown = ({ file: { name, read }, drop, as }: { file: Chosen; drop: () => void; as: (wanted: Encoding) => void }) => (
  <Stack gap={8} align="flex-start">
    <Group gap={8}>
      <IconFileText size={16} aria-hidden />
      <Text fw={500}>{name}</Text>
      <Button size="compact-sm" variant="subtle" color="gray" leftSection={<IconX size={14} aria-hidden />} onClick={drop}>
        Take another
      </Button>
    </Group>
    {'problem' in read && (
      <Text role="alert" c="var(--wrong)">
        {read.problem}
      </Text>
    )}
    {'sure' in read && !read.sure && (
      <Group gap={8} wrap="nowrap" align="flex-start">
        <Mark tone="look">Look</Mark>
        <Text>The file is not UTF-8 and was read as Windows-1252. Check that names are spelled correctly.</Text>
      </Group>
    )}
    <Select
      label="Encoding"
      data={encodings}
      value={'encoding' in read ? read.encoding : null}
      placeholder="Choose one"
      allowDeselect={false}
      onChange={(said) => {
        const wanted = encodingOf(said)
        if (wanted) as(wanted)
      }}
    />
  </Stack>
)

/** The source of the import: a file or pasted text. */
export const ImportFile = ({ begin }: { begin: Begin }) => {
  const [pasted, paste] = useState('')
  const { file, choose, drop, as } = useFile(begin)
  return (
    <section className={classes.step}>
      <Title order={2}>1. File</Title>
      {file ? (
        <Shown file={file} drop={drop} as={as} />
      ) : (
        <Stack gap="sm" align="stretch">
          <Group gap={8}>
            <FileButton accept=".csv,.tsv,.txt,text/csv,text/plain" onChange={(chosen) => void choose(chosen)}>
              {(props) => <Button {...props}>Choose a CSV file</Button>}
            </FileButton>
            <Button variant="default" leftSection={<IconDownload size={16} aria-hidden />} onClick={template}>
              Download an example
            </Button>
          </Group>
          <Textarea
            label="Or paste it here"
            description="The first line holds the headings. Cells are separated by commas, semicolons or tabs."
            classNames={{ input: textClasses.mono }}
            autosize
            minRows={4}
            maxRows={12}
            spellCheck={false}
            value={pasted}
            onChange={(event) => paste(event.currentTarget.value)}
          />
          <Group>
            <Button variant="default" disabled={pasted.trim() === ''} onClick={() => begin(pasted)}>
              Read what is pasted
            </Button>
          </Group>
        </Stack>
      )}
    </section>
  )
}
