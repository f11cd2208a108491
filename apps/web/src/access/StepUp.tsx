import { proveBy } from '../kit/client/client.ts'
import { useSession } from '../kit/client/session.tsx'
import { lazily } from '../resource/noun/lazily.tsx'
import { useAsking } from './useAsking.ts'

const ProofDialog = lazily(async () => (await import('./ProofDialog.tsx')).ProofDialog)

/** Asks for a fresh proof of identity, after which what was asked for is done. */
export const StepUp = () => {
  const { totp_is_set } = useSession().session
  const { asked, answer } = useAsking(proveBy)
  return asked && <ProofDialog otp={totp_is_set} done={() => answer(true)} leave={() => answer(false)} />
}
