import { fail } from '@reeve/contract/inputs/failure'
import { type Actor, type RequiredAction, requirementOf } from '@reeve/contract/kernel/may'
import { isWrite, type Operation } from '@reeve/contract/kernel/operation'
import type { SettingValues } from '@reeve/contract/settings/settings'

type Input = Record<string, unknown>

/** What is open in a browser to whoever has a duty first; scripts are left alone (people-data 1.1, operations 9.12). */
const always = ['session.me', 'session.end', 'session.prove']
const openActions: Record<RequiredAction, { message: string; open: ReadonlySet<string> }> = {
  totp: { message: 'Set up one-time passwords first.', open: new Set([...always, 'totp.begin', 'totp.add']) },
  terms: { message: 'Accept the terms first.', open: new Set([...always, 'session.terms', 'session.acceptTerms']) },
  password: { message: 'Choose a new password first.', open: new Set([...always, 'users.changePassword']) },
}

/** Whether an actor may ask for an operation at all. */
export const authorize = ({ name, kind, allow }: Operation, actor: Actor, settings: SettingValues) => {
  const failing = actor.from.way === 'anonymous' ? 'unauthenticated' : 'forbidden'
  const action = actor.requiredAction !== null && actor.from.way === 'session' ? openActions[actor.requiredAction] : undefined
  if (action && !action.open.has(name)) fail('forbidden', action.message)
  if (!allow.test(actor, settings)) fail(failing, `This requires ${requirementOf(allow)}.`)
  if (isWrite(kind) && actor.readOnly) fail('forbidden', 'This auth key is read-only.')
}

const lately = 5 * 60_000
/** In a browser what matters is done by whoever has just said who he is; a key has nobody to ask. */
export const requireStepUp = ({ stepUp }: Operation, { from }: Actor, now: Date, input: Input, row: Input) => {
  if (stepUp === undefined || from.way !== 'session') return
  if (from.proven && now.getTime() - from.proven.getTime() <= lately) return
  if (stepUp === true || stepUp(input, row))
    fail('forbidden', 'Say once more that it is you: your password or a one-time password, given in the last five minutes.', {
      data: { step_up: true },
    })
}
