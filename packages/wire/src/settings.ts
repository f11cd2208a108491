import type { Failure } from '@reeve/contract/failure'
import { type SettingRow, settingsOperations as settings } from '@reeve/contract/resources/settings'
import { isSettingName, levels, settingOf } from '@reeve/contract/settings'
import type { Call } from './call.ts'
import { at, type Binding } from './dialect.ts'
import { exception, firstError, notSaved, type Spot, saved } from './refuse.ts'
import { idIn, said } from './words.ts'

/** A setting as its definition, with the value of now (operations 1.3). */
const defined = ({ name, level, about, value, problem, type }: SettingRow) => {
  const wire = isSettingName(name) ? settingOf(name).wire : undefined
  return {
    level: levels[level],
    description: about,
    value,
    ...(problem !== null && { errorMessage: problem }),
    test: wire?.test ?? null,
    type,
    ...(wire?.null && { null: true }),
    name,
  }
}

/** Names under which MISP keeps secrets: it never says them, and clients check that (people-data 9.3). Ours are no settings at all. */
const secret = /^Security\.(salt|encryption_key)$|password$|^Plugin\..*(apikey|secret)/i
const unknown = (_: Failure, { call }: Spot) =>
  secret.test(idIn(call))
    ? exception(403, 'This setting is redacted.', call.url)
    : exception(404, `Setting ${idIn(call)} is invalid.`, call.url)

const valueOf = (call: Call) => said(call, 'Server').value
const isScalar = (value: unknown) => ['string', 'number', 'boolean'].includes(typeof value)
/** What is wrong, as one text (operations 1.4). */
const refused = (failure: Failure, spot: Spot) =>
  notSaved(spot, isScalar(valueOf(spot.call)) ? firstError(failure) : 'Invalid input. Expected: {"value": "new_setting"}')

const byName = (call: Call) => ({ id: idIn(call) })
const isGet = ({ method }: Call) => method === 'GET' || method === 'HEAD'
/** What is no single value is handed on as what no setting takes: an absent one must not pass for "unchanged". */
const wanted = (call: Call) => ({ ...byName(call), value: isScalar(valueOf(call)) ? valueOf(call) : {} })

export const settingsWire: Binding[] = [
  ...at(['/servers/getSetting'], settings.view, { take: byName, give: defined, words: { notFound: unknown } }),
  ...at(['/servers/serverSettingsEdit'], settings.view, { when: isGet, take: byName, give: defined, words: { notFound: unknown } }),
  ...at(['/servers/serverSettingsEdit'], settings.edit, {
    take: wanted,
    give: saved('Field updated', { id: () => undefined }),
    words: { notFound: unknown, invalid: refused, conflict: (failure, spot) => notSaved(spot, failure.message) },
    idless: true,
  }),
]
