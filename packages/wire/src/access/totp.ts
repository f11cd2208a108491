import { totp } from '@reeve/contract/access/totp'
import { at, type Binding } from '../dialect/dialect.ts'
import { saved } from '../dialect/refuse.ts'
import { bodyOf, isGet, numberIn, textOf } from '../dialect/wireValues.ts'

/** One-time passwords (people-data 1.5). What is a page or a redirect in MISP is JSON to whoever asks for JSON. */
export const totpWire: Binding[] = [
  ...at(['/users/totp_new'], totp.begin, { when: isGet, give: (out) => out }),
  ...at(['/users/totp_new'], totp.add, { take: (call) => ({ otp: textOf(bodyOf(call, 'User').otp) ?? '' }), give: (out) => out }),
  ...at(['/users/hotp'], totp.codes, { give: (out) => out }),
  ...at(['/users/totp_delete'], totp.delete, {
    take: (call) => ({ id: numberIn(call) }),
    give: saved('User TOTP deleted.'),
    words: { notFound: 'Invalid user' },
  }),
]
