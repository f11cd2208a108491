import { Anchor, Button, FileButton, Group, Stack, Text } from '@mantine/core'
import { type terms, termsBytes, termsKinds } from '@reeve/contract/access/terms'
import { Failure } from '@reeve/contract/inputs/failure'
import type { Out } from '@reeve/contract/kernel/operation'
import { IconTrash, IconUpload } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { api } from '../kit/client/client.ts'
import { confirm } from '../kit/feedback/confirm.tsx'
import { Empty } from '../kit/feedback/Empty.tsx'
import { ErrorState } from '../kit/feedback/ErrorState.tsx'
import { FieldsSkeleton } from '../kit/feedback/skeletons.tsx'
import { tell, tellFailure } from '../kit/feedback/toast.tsx'
import { useTry } from '../kit/feedback/useTry.ts'
import { base64Of } from '../kit/files/readFile.ts'
import classes from '../kit/layout/layout.module.css'
import { PageHead } from '../kit/layout/PageHead.tsx'
import { amount, counted } from '../kit/text/format.ts'
import { Time } from '../kit/text/Time.tsx'

type Current = NonNullable<Out<typeof terms.current>>
const sizeOf = (bytes: number) => (bytes < 1000 ? counted(bytes, 'byte') : `${amount(Math.round(bytes / 1000))} kB`)

const mostBytes = `${termsBytes / 1_000_000} MB`
const either = new Intl.ListFormat('en-GB', { type: 'disjunction' })

const Document = ({ name, bytes, modified, shown, accepted, users }: Current) => (
  <dl className={classes.facts}>
    <dt>Document</dt>
    <dd>
      <Anchor href="/users/downloadTerms" download={name}>
        {name}
      </Anchor>
      {`, ${sizeOf(bytes)}`}
    </dd>
    <dt>Uploaded</dt>
    <dd>{modified ? <Time at={modified} /> : 'No: it lies in the folder “terms” of the data directory.'}</dd>
    <dt>Readers see</dt>
    <dd>{shown ? 'its text' : 'a file to download'}</dd>
    <dt>Accepted by</dt>
    <dd>{`${amount(accepted)} of ${counted(users, 'user')}`}</dd>
  </dl>
)

const useActs = () => {
  const { busy, attempt } = useTry()
  const upload = (file: File | null) => {
    if (!file) return
    if (file.size > termsBytes) return tellFailure(new Failure('invalid', `Choose a file of at most ${mostBytes}.`))
    void attempt(async () => {
      await api.terms.set({ name: file.name, content: await base64Of(file) })
      tell(`${file.name} is in force.`)
    })
  }
  const remove = () =>
    confirm({
      title: 'Take the terms out of force?',
      text: 'Nobody is asked to accept them any more, and what was uploaded is deleted. Who has accepted so far stays known.',
      verb: 'Take out of force',
      danger: true,
      act: () =>
        attempt(async () => {
          await api.terms.remove({})
          tell('There are no terms any more.')
        }),
    })
  return { busy, upload, remove }
}

/** The document that everybody accepts in the browser: seen, replaced, taken out of force. */
export const TermsSetup = () => {
  const { data, error, isPending, refetch } = useQuery(api.terms.current.query({}))
  const { busy, upload, remove } = useActs()
  return (
    <div className={classes.page}>
      <PageHead
        title="Terms"
        about="What everybody accepts in the browser before anything else opens. Scripts with auth keys go on working."
      >
        <Button component={Link} to="/settings?search=terms" variant="default">
          Settings
        </Button>
      </PageHead>
      {error && <ErrorState error={error} retry={refetch} />}
      {isPending && <FieldsSkeleton rows={4} />}
      {!isPending && !error && (
        <Stack align="flex-start">
          {data ? <Document {...data} /> : <Empty title="No terms">Nobody is asked to accept anything.</Empty>}
          <Text c="dimmed">
            {`A ${either.format(termsKinds)} file of at most ${mostBytes}. Text is shown as it stands; HTML and PDF are offered as a file, and open outside of these pages. Whoever has accepted is not asked again for another document.`}
          </Text>
          <Group gap={8}>
            <FileButton accept={termsKinds.join(',')} onChange={upload}>
              {(props) => (
                <Button {...props} variant="default" loading={busy} leftSection={<IconUpload size={16} aria-hidden />}>
                  {data ? 'Upload another document' : 'Upload a document'}
                </Button>
              )}
            </FileButton>
            {data && (
              <Button variant="default" color="red" loading={busy} leftSection={<IconTrash size={16} aria-hidden />} onClick={remove}>
                Take out of force
              </Button>
            )}
          </Group>
        </Stack>
      )}
    </div>
  )
}
