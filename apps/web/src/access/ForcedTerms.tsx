import { Anchor, Button, Group, Text, Title } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { api, refresh } from '../kit/client/client.ts'
import { signOut } from '../kit/client/session.tsx'
import { ErrorState } from '../kit/feedback/ErrorState.tsx'
import { FieldsSkeleton } from '../kit/feedback/skeletons.tsx'
import { tellFailure } from '../kit/feedback/toast.tsx'
import layout from '../kit/layout/layout.module.css'
import { Brand } from '../shell/Brand.tsx'
import classes from './access.module.css'

/** The only screen there is until they are accepted. */
export const ForcedTerms = () => {
  const queries = useQueryClient()
  const { data, error, refetch } = useQuery(api.session.terms.query({}))
  const accept = () =>
    void api.session
      .acceptTerms({})
      .catch(tellFailure)
      .finally(() => void refresh(queries))
  return (
    <main className={layout.alone}>
      <Brand />
      <Title order={1} mt="lg" mb={6}>
        Terms of this instance
      </Title>
      <Text c="dimmed" mb="lg">
        Everything else opens once you have accepted them.
      </Text>
      {error && <ErrorState error={error} retry={refetch} />}
      {!error && !data && <FieldsSkeleton />}
      {data?.text && (
        <div className={classes.terms} tabIndex={0} role="region" aria-label="Terms">
          {data.text}
        </div>
      )}
      {data?.text === null && (
        <Text>
          <Anchor href="/users/downloadTerms" download={data.name}>
            {`Download ${data.name}`}
          </Anchor>
        </Text>
      )}
      <Group mt="lg">
        <Button onClick={accept} disabled={!data}>
          Accept
        </Button>
        <Button variant="default" onClick={() => signOut()}>
          Sign out
        </Button>
      </Group>
    </main>
  )
}
