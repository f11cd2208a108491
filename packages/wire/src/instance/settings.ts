import { type Failure, fail } from '@reeve/contract/inputs/failure'
import { type SettingRow, settingsOperations as settings } from '@reeve/contract/instance/settings'
import { isSiteAdmin } from '@reeve/contract/kernel/may'
import { levels, text } from '@reeve/contract/settings/entry'
import { isSettingName, settingOf } from '@reeve/contract/settings/settings'
import type { Call } from '../dialect/call.ts'
import { answer, at, type Binding, type RefusalContext, type RenderContext } from '../dialect/dialect.ts'
import { exception, firstError, nameless, notSaved, saved, texts } from '../dialect/refuse.ts'
import { bodyOf, idIn, isGet } from '../dialect/wireValues.ts'

/** A setting as its definition, with the value of now (operations 1.3). */
export const defined = ({ name, level, about, value, problem, type }: SettingRow) => {
  const wire = isSettingName(name) ? settingOf(name).wire : undefined
  return {
    level: levels[level],
    description: about,
    value,
    ...(problem !== null && { errorMessage: problem }),
    test: wire?.test ?? null,
    type,
    ...(wire?.options && { options: wire.options }),
    ...(wire?.null && { null: true }),
    name,
  }
}

/** Names under which MISP keeps secrets: it never says them, and clients check that (people-data 9.3). Some of ours are no settings at all. */
const secret = /^Security\.(salt|encryption_key)$|password$|^Plugin\..*(apikey|secret)/i
const isRedacted = (call: Call) => {
  const name = idIn(call)
  return isSettingName(name) ? settingOf(name).secret === true : secret.test(name)
}
const redacted = ({ call }: Pick<RefusalContext, 'call'>) => exception(403, 'This setting is redacted.', call.url)
const unknown = (_: Failure, context: RefusalContext) =>
  isRedacted(context.call) ? redacted(context) : exception(404, `Setting ${idIn(context.call)} is invalid.`, context.call.url)
/** What is secret is not even said to exist with a value. */
const shown = (row: SettingRow, context: RenderContext) => (row.secret ? answer(redacted(context).value, { status: 403 }) : defined(row))

const valueOf = (call: Call) => bodyOf(call, 'Server').value
const isScalar = (value: unknown) => ['string', 'number', 'boolean'].includes(typeof value)
/** What is wrong, as one text (operations 1.4). */
const refused = (failure: Failure, context: RefusalContext) =>
  notSaved(context, isScalar(valueOf(context.call)) ? firstError(failure) : 'Invalid input. Expected: {"value": "new_setting"}')

/** An empty text fails the check of most texts in MISP, unless it is forced (docs/contract/operations.md 1.4). */
const isRefusedEmpty = (call: Call) => {
  const { value, force } = bodyOf(call, 'Server')
  const name = idIn(call)
  const unforced = [undefined, null, false, 0, '', '0', 'false'].some((no) => no === force)
  return typeof value === 'string' && value.trim() === '' && unforced && isSettingName(name) && settingOf(name).wire.test === text.test
}
const cliOnly = 'This setting can only be edited via the CLI.'
const isCliOnly = (call: Call) => {
  const name = idIn(call)
  return isSettingName(name) && settingOf(name).wire.cliOnly === true
}
const notHere = (failure: Failure, { call }: RefusalContext) =>
  failure.message === cliOnly ? exception(405, cliOnly, call.url) : exception(403, texts.forbidden, call.url)
const byName = (call: Call) => ({ id: idIn(call) })
/** What is no single value is handed on as what no setting takes: an absent one must not pass for "unchanged". */
const wanted = (call: Call, { actor }: RenderContext) => {
  if (isSiteAdmin(actor) && isCliOnly(call)) return fail('forbidden', cliOnly)
  if (isSiteAdmin(actor) && isRefusedEmpty(call)) return fail('invalid', 'Value not set.')
  return { ...byName(call), value: isScalar(valueOf(call)) ? valueOf(call) : {} }
}

export const settingsWire: Binding[] = [
  ...at(['/servers/getSetting'], settings.view, { take: byName, give: shown, words: { notFound: unknown } }),
  ...at(['/servers/serverSettingsEdit'], settings.view, { when: isGet, take: byName, give: shown, words: { notFound: unknown } }),
  ...at(['/servers/serverSettingsEdit'], settings.edit, {
    take: wanted,
    give: saved('Field updated', nameless),
    words: { notFound: unknown, invalid: refused, forbidden: notHere, conflict: (failure, context) => notSaved(context, failure.message) },
    idless: true,
  }),
]
