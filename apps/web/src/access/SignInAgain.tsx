import { useQueryClient } from '@tanstack/react-query'
import { refresh, signInAgainBy } from '../kit/client/client.ts'
import { useSession } from '../kit/client/session.tsx'
import { lazily } from '../resource/noun/lazily.tsx'
import { useAsking } from './useAsking.ts'

const SignInDialog = lazily(async () => (await import('./SignInDialog.tsx')).SignInDialog)

/** Asks for the password in place once the session has ended; the requests that wait are sent again afterwards, and nothing that was entered is lost. */
export const SignInAgain = () => {
  const { session } = useSession()
  const queries = useQueryClient()
  const { asked, answer } = useAsking(signInAgainBy)
  const done = () => {
    answer(true)
    void refresh(queries)
  }
  return asked && <SignInDialog session={session} done={done} />
}
