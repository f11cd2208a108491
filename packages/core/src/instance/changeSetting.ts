import type { SettingRow } from '@reeve/contract/instance/settings'
import { Value } from '@reeve/contract/instance/settings'
import { hidden } from '@reeve/contract/settings/entry'
import { defaults, type SettingName, settingOf } from '@reeve/contract/settings/settings'
import { patternProblem } from '../access/passwords/password.ts'
import { termsNamed } from '../access/terms/termsDocument.ts'
import type { ReadContext, WriteContext } from '../context.ts'
import type { Read } from '../database/db.ts'
import { instanceObstacle } from '../mail/compose/obstacles.ts'

/** `stored`: undefined while the default of the catalogue holds. */
export type StoredSetting = { name: SettingName; stored: SettingRow['value'] | undefined }

/** Values that the catalogue's types cannot judge. */
const checks: Partial<Record<SettingName, (read: Read, value: unknown) => Promise<string | undefined>>> = {
  'Security.password_policy_complexity': async (_, pattern) => (typeof pattern === 'string' ? patternProblem(pattern) : undefined),
  'Mail.key': async () => 'Make or import the key on the Mail page.',
  'MISP.host_org_id': async (read, id) => {
    const org = await read.organisation.findFirst({ where: { id: Number(id), local: true } })
    return org ? undefined : 'There is no local organisation with this number.'
  },
}

/** What would lock out everyone: terms that cannot be read, codes by mail where no mail leaves (operations 1.9). */
const lockouts: Partial<Record<SettingName, (ctx: ReadContext, value: unknown) => Promise<string | undefined>>> = {
  'MISP.terms_file': async (ctx, name) =>
    typeof name !== 'string' || name === '' || (await termsNamed(ctx, name))
      ? undefined
      : `There is no document called ${name}. Upload it first, or put it into the folder “terms” of the data directory.`,
  'Security.email_otp_enabled': async (ctx, on) => {
    const obstacle = on === true ? instanceObstacle(ctx) : undefined
    return obstacle && `Nobody could sign in: no code can be mailed. ${obstacle}`
  },
  'MISP.disable_emailing': async ({ settings }, off) =>
    off === true && settings['Security.email_otp_enabled']
      ? 'Nobody could sign in: codes are mailed (Security.email_otp_enabled). Turn those off first.'
      : undefined,
}

/** Whether a value would lock out everyone; a sentence if so. The value is judged as it would be stored. */
export const lockoutBy = async (ctx: ReadContext, name: SettingName, value: unknown) =>
  lockouts[name]?.(ctx, settingOf(name).type.safeParse(value).data)

/** Whether the type and the database accept a value; a sentence if not. */
export const misfitOf = async (read: Read, name: SettingName, value: unknown) => {
  const parsed = settingOf(name).type.safeParse(value)
  return parsed.success ? checks[name]?.(read, parsed.data) : (parsed.error.issues[0]?.message ?? 'This value does not fit.')
}

/** Everything that speaks against a value. */
export const problemWith = async (ctx: ReadContext, name: SettingName, value: unknown) =>
  (await lockoutBy(ctx, name, value)) ?? misfitOf(ctx.read, name, value)

/** Stores a value that fits, or with null returns to the default; answers what is stored afterwards, or undefined if nothing changed. */
export const changeSetting = async (
  { write, ports }: Pick<WriteContext, 'write' | 'ports'>,
  { name, stored }: StoredSetting,
  value: unknown,
) => {
  const { type, secret } = settingOf(name)
  const before = secret ? hidden : (stored ?? defaults[name])
  const parsed = value === null ? undefined : Value.parse(type.parse(value))
  if (parsed === undefined || (parsed === defaults[name] && stored === undefined)) {
    if (stored === undefined) return undefined
    await write.setting.set(name, before, null)
    return { stored: undefined }
  }
  if (!secret && parsed === stored) return undefined
  const next = secret ? ports.seal.close(name, String(parsed)) : parsed
  await write.setting.set(name, before, next, secret && hidden)
  return { stored: next }
}
