import { useState } from 'react'
import { Outlet } from 'react-router'
import { useSession } from '../kit/client/session.tsx'
import { useLive } from '../kit/client/useLive.ts'
import { ForcedPassword } from './ChangePassword.tsx'
import { ForcedTerms } from './ForcedTerms.tsx'
import { ForcedTotp } from './Totp.tsx'
import { useStepUp } from './useStepUp.tsx'

/** Shows what the account has to do first (one-time passwords, terms, a password); otherwise the pages. */
export const Duties = () => {
  const { actor } = useSession()
  useLive()
  useStepUp()
  // The recovery codes are still on the screen when the duty itself is done.
  const [settingUp, setUp] = useState(false)
  if (actor.duty === 'totp' && !settingUp) setUp(true)
  if (settingUp) return <ForcedTotp done={() => setUp(false)} />
  if (actor.duty === 'terms') return <ForcedTerms />
  if (actor.duty === 'password') return <ForcedPassword />
  return <Outlet />
}
