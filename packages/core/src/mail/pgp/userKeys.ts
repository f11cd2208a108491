import { fail } from '@reeve/contract/inputs/failure'
import { userKeys } from '@reeve/contract/mail/userKeys'
import type { ReadContext } from '../../context.ts'
import { implement, noRows } from '../../request/implement.ts'
import { fetchKey, findKeys } from './keyServers.ts'

const most = { looks: 30, seconds: 60 }
/** Others are asked in the name of this instance: nobody makes it a nuisance to them. */
const asking = async ({ actor, limits, ports, settings }: ReadContext) => {
  const { count, left } = await limits.count('keys', String(actor.id), most.seconds)
  if (count > most.looks) fail('busy', `At most ${most.looks} keys a minute are looked for.`, { data: { wait: left } })
  return { outbound: ports.outbound, settings, now: ports.now() }
}

export const userKeysImplementation = implement(userKeys, noRows, {
  find: async (ctx, { email }) => findKeys(await asking(ctx), email),
  fetch: async (ctx, { fingerprint }) => fetchKey(await asking(ctx), fingerprint),
})
