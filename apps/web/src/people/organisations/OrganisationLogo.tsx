import { Button, FileButton, Group, Stack, Text } from '@mantine/core'
import { Failure } from '@reeve/contract/inputs/failure'
import { logoBytes } from '@reeve/contract/people/logos'
import { IconTrash, IconUpload } from '@tabler/icons-react'
import { api, type Row } from '../../kit/client/client.ts'
import { tell, tellFailure } from '../../kit/feedback/toast.tsx'
import { useTry } from '../../kit/feedback/useTry.ts'
import { dataUrlOf } from '../../kit/files/readFile.ts'
import { wordOf } from '../../kit/text/format.ts'
import { Logo } from './Logo.tsx'

/** Shows, replaces and removes the logo of an organisation. */
export const OrganisationLogo = ({ row }: { row: Row }) => {
  const { busy, attempt } = useTry()
  const id = Number(row.id)
  const name = wordOf(row.name)
  const set = (file: File | null) => {
    if (!file) return
    if (file.size > logoBytes) return tellFailure(new Failure('invalid', `Choose a picture of at most ${logoBytes / 1000} kB.`))
    void attempt(async () => {
      await api.logos.set({ id, image: await dataUrlOf(file) })
      tell(`${name} has a new logo.`)
    })
  }
  const remove = () =>
    attempt(async () => {
      await api.logos.delete({ id })
      tell(`The logo of ${name} is removed.`)
    })
  return (
    <Stack gap="sm" align="flex-start">
      <Logo row={row} size={96} />
      <Text c="dimmed">
        PNG, JPEG, GIF or WebP, at most 250 kB. The picture is converted to a PNG of at most 256 × 256 pixels. The uploaded file is not
        kept.
      </Text>
      <Group gap={8}>
        <FileButton accept="image/png,image/jpeg,image/gif,image/webp" onChange={set}>
          {(props) => (
            <Button {...props} variant="default" loading={busy} leftSection={<IconUpload size={16} aria-hidden />}>
              {row.logo ? 'Choose another picture' : 'Choose a picture'}
            </Button>
          )}
        </FileButton>
        {row.logo !== null && (
          <Button
            variant="default"
            color="red"
            loading={busy}
            leftSection={<IconTrash size={16} aria-hidden />}
            onClick={() => void remove()}
          >
            Remove the logo
          </Button>
        )}
      </Group>
    </Stack>
  )
}
