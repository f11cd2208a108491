import type { Failure } from '@reeve/contract/inputs/failure'
import { type UserSetting, userSettings } from '@reeve/contract/people/userSettings'
import type { Call } from '../dialect/call.ts'
import { at, type Binding, type RefusalContext, type RenderContext } from '../dialect/dialect.ts'
import { exception, nameless, notSaved, saved } from '../dialect/refuse.ts'
import { bodyOf, filtersOf, idIn, present, textOf, unix, worded } from '../dialect/wireValues.ts'

const asIs = (value: unknown) => value
const bare = (setting: UserSetting, context: RenderContext) =>
  worded(setting, ['id', 'setting', 'value', 'user_id', 'timestamp'], { value: asIs, timestamp: unix }, context)
const wrapped = (setting: UserSetting, context: RenderContext) => ({ UserSetting: bare(setting, context) })

/** `me` is the caller; `org` and `all` are what he may see (people-data 2.3). */
const filters = (call: Call, { actor }: RenderContext) => {
  const { setting, user_id, page, limit } = filtersOf(call, 'UserSetting', ['setting', 'user_id', 'page', 'limit'])
  const whose = textOf(user_id)
  return present({
    setting: textOf(setting),
    user_id: whose === 'me' ? actor.id : whose === 'org' || whose === 'all' ? undefined : whose,
    page,
    limit: limit ?? 60,
  })
}

const text = (value: unknown) => (typeof value === 'string' ? value : '')
/** The body says which setting of whom; of the address only what `places` names. */
const named = (call: Call, place: { user_id?: string | undefined; setting?: string | undefined } = {}) => {
  const { setting, user_id } = bodyOf(call, 'UserSetting')
  const whose = place.user_id ?? textOf(user_id)
  return { ...present({ user_id: whose === 'me' ? undefined : whose }), setting: text(place.setting ?? setting) }
}
const wanted = (call: Call) => {
  const [user_id, setting] = call.ids
  return { ...named(call, { user_id, setting }), value: bodyOf(call, 'UserSetting').value }
}

const unknown = (_: Failure, { call }: RefusalContext) => exception(404, 'Invalid setting.', call.url)
/** An unknown setting is no saving that failed, but a wrong address (people-data 2.3). */
const refused = (failure: Failure, context: RefusalContext) =>
  failure.fields.setting
    ? exception(405, failure.fields.setting[0] ?? failure.message, context.call.url)
    : notSaved(context, failure.fields)
const restricted = (failure: Failure, context: RefusalContext) =>
  failure.fields.setting ? exception(405, failure.message, context.call.url) : exception(403, failure.message, context.call.url)
const setting = { words: { invalid: refused, forbidden: restricted }, idless: true } as const

const byId = (call: Call) => ({ id: idIn(call) })
const isNumber = ({ ids: [id = ''] }: Call) => /^\d+$/.test(id)
const noRow = { notFound: 'Invalid user setting.' }
const badId = (_: Failure, { call }: RefusalContext) => exception(call.ids.length > 0 ? 400 : 404, 'Invalid ID passed.', call.url)

export const userSettingsWire: Binding[] = [
  ...at(['/user_settings/index'], userSettings.list, {
    take: filters,
    give: ({ rows }, context) => rows.map((row) => wrapped(row, context)),
  }),
  ...at(['/user_settings/view'], userSettings.view, { take: byId, give: wrapped, words: noRow }),
  ...at(['/user_settings/setSetting'], userSettings.set, { take: wanted, give: wrapped, ...setting }),
  ...at(['/user_settings/setHomePage'], userSettings.set, {
    take: (call) => ({ setting: 'homepage', value: { path: bodyOf(call, 'UserSetting').path } }),
    give: saved('Homepage set.', nameless),
    ...setting,
  }),
  ...at(['/user_settings/getSetting'], userSettings.get, {
    // `me` is no user here, unlike where settings are set: MISP finds nothing for it.
    take: (call) => ({ ...named(call, { setting: call.ids[1] }), ...present({ user_id: call.ids[0] }) }),
    give: bare,
    words: { notFound: unknown, invalid: unknown },
  }),
  ...at(['/user_settings/delete'], userSettings.delete, {
    when: isNumber,
    take: byId,
    give: saved('Setting deleted.'),
    words: noRow,
  }),
  ...at(['/user_settings/delete'], userSettings.unset, {
    take: (call) => (call.ids.length > 0 ? {} : named(call)),
    give: saved('Setting deleted.', nameless),
    words: { notFound: 'Invalid user setting.', invalid: badId },
  }),
]
