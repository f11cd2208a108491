import { fail } from '@reeve/contract/inputs/failure'
import type { SettingValues } from '@reeve/contract/settings/settings'
import type { ReadContext } from '../../context.ts'
import { readKey } from '../pgp/keys.ts'
import { instanceObstacle, userObstacle } from './obstacles.ts'
import { planOf } from './plan.ts'

/** Says at once that no mail would leave, where it would be known too late otherwise: nothing is changed then. */
export const wantMail = (ctx: Parameters<typeof instanceObstacle>[0]) => {
  const obstacle = instanceObstacle(ctx)
  if (obstacle) fail('conflict', `No mail can be sent, so nothing was changed. ${obstacle}`)
}

/** Refuses before anything is done what would end as "not sent". */
export const wantReachable = async (ctx: ReadContext, user: User, noClear: boolean): Promise<undefined> => {
  wantMail(ctx)
  const obstacle = await obstacleFor(user, { noClear }, ctx.settings, ctx.ports.now())
  if (obstacle) fail('conflict', `${obstacle} Nothing was changed.`)
}

type User = { gpgkey: string | null; disabled: boolean; expiration: Date | null }
/** Why a user gets no mail of this kind; undefined when it would leave. */
export const obstacleFor = async (user: User, wishes: { noClear: boolean; evenInClear?: boolean }, settings: SettingValues, now: Date) => {
  const obstacle = userObstacle(user, now)
  if (obstacle) return obstacle
  const plan = planOf(await readKey(user.gpgkey, now), settings, wishes)
  return plan.way === 'none' ? plan.why : undefined
}
