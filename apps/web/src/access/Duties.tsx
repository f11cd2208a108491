import { useState } from 'react'
import { Outlet } from 'react-router'
import { useSession } from '../kit/client/session.tsx'
import { useLive } from '../kit/client/useLive.ts'
import { lazily } from '../resource/noun/lazily.tsx'
import { SignInAgain } from './SignInAgain.tsx'
import { StepUp } from './StepUp.tsx'

const ForcedPassword = lazily(async () => (await import('./ChangePassword.tsx')).ForcedPassword)
const ForcedTerms = lazily(async () => (await import('./ForcedTerms.tsx')).ForcedTerms)
const ForcedTotp = lazily(async () => (await import('./Totp.tsx')).ForcedTotp)

/** What the account has to do before anything else (one-time passwords, terms, a password); otherwise the pages. */
const Duty = () => {
  const { actor } = useSession()
  // The recovery codes are still on the screen when the duty itself is done.
  const [settingUp, setUp] = useState(false)
  if (actor.requiredAction === 'totp' && !settingUp) setUp(true)
  if (settingUp) return <ForcedTotp done={() => setUp(false)} />
  if (actor.requiredAction === 'terms') return <ForcedTerms />
  if (actor.requiredAction === 'password') return <ForcedPassword />
  return <Outlet />
}

/** The frame of everything an account sees once it is signed in. */
export const Duties = () => {
  useLive()
  return (
    <>
      <Duty />
      <StepUp />
      <SignInAgain />
    </>
  )
}
