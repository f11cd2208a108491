import { userKeys } from '@reeve/contract/mail/userKeys'
import { answer, at, type Binding, type RenderContext } from '../dialect/dialect.ts'
import { exception } from '../dialect/refuse.ts'

const none = ({ call }: RenderContext) =>
  answer(exception(404, 'No keys found for given email at keyserver.', call.url).value, { status: 404 })

/** Keys for mail that others publish (people-data 2.2). MISP answers the first with a piece of a page. */
export const userKeysWire: Binding[] = [
  ...at(['/users/searchGpgKey'], userKeys.find, {
    take: ({ ids: [email] }) => ({ email }),
    give: ({ keys }, context) =>
      keys.length === 0
        ? none(context)
        : keys.map(({ fingerprint, date, address }) => ({
            fingerprint,
            key_id: fingerprint.slice(-8),
            date: date?.slice(0, 10) ?? null,
            address,
          })),
  }),
  ...at(['/users/fetchGpgKey'], userKeys.fetch, {
    take: ({ ids: [fingerprint] }) => ({ fingerprint }),
    give: ({ armored }, context) => (armored === null ? none(context) : answer(armored, { type: 'text/plain; charset=UTF-8' })),
  }),
]
