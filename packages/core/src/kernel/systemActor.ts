import { type Actor, type From, perms } from '@reeve/contract/kernel/may'
import { SYSTEM } from './log/log.ts'

/** Where work in the background comes from: no request, address or key. */
export const systemOrigin: From = { way: 'system', request_id: null, ip: null, user_agent: null, auth_key_id: null, session_id: null }

/** The instance itself: the console, the worker, the clock. It has every permission. */
export const systemActor = (from: Partial<From> = {}): Actor => ({
  ...SYSTEM,
  org_uuid: '',
  role_id: 0,
  perms: new Set(perms),
  readOnly: false,
  requiredAction: null,
  rate: null,
  from: { ...systemOrigin, ...from },
})
