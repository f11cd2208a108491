import type { SettingValues } from '@reeve/contract/settings/settings'
import type { KeyInfo } from '../pgp/keys.ts'
import type { Content } from './content.ts'

/** How a mail may leave, or why it may not. `why` is shown in the ledger also where it left in clear. */
export type Plan = { way: 'encrypted' | 'clear' | 'short'; why: string } | { way: 'none'; why: string }
type Policy = Pick<SettingValues, 'GnuPG.onlyencrypted' | 'GnuPG.bodyonlyencrypted'>
type Wishes = Pick<Content, 'short' | 'noClear' | 'evenInClear'>

const none = (why: string): Plan => ({ way: 'none', why })
const unusable = 'The OpenPGP key of this recipient cannot be used:'

/**
 * What operations 8.7 says for each state of the recipient's key and each policy. A key that is there but does not work refuses
 * the mail under every policy: whoever gave a key does not expect clear text. Only notices that say
 * nothing, and codes for signing in, go in clear even so.
 */
export const planOf = ({ state, problem }: Pick<KeyInfo, 'state' | 'problem'>, policy: Policy, wishes: Wishes): Plan => {
  if (state === 'valid') return { way: 'encrypted', why: '' }
  if (policy['GnuPG.onlyencrypted'])
    return none(
      state === 'none' ? 'The recipient has no OpenPGP key, and this instance only sends encrypted mail.' : `${unusable} ${problem}`,
    )
  if (wishes.evenInClear)
    return { way: 'clear', why: state === 'none' ? '' : `Sent without encryption, because it must arrive. ${unusable} ${problem}` }
  if (state !== 'none') return none(`${unusable} ${problem}`)
  if (!policy['GnuPG.bodyonlyencrypted']) return { way: 'clear', why: '' }
  if (wishes.noClear) return none('The recipient has no OpenPGP key, and this mail must be encrypted.')
  return wishes.short === undefined
    ? { way: 'clear', why: '' }
    : { way: 'short', why: 'Sent without its content: the recipient has no OpenPGP key.' }
}
