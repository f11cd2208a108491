import { isMap } from '@reeve/contract/inputs/isMap'
import type { Read } from '../../database/db.ts'

/** A path of this instance: one slash at its beginning, so that it never leads to another site. */
export const isPath = (path: unknown): path is string => typeof path === 'string' && /^\/(?![/\\])/.test(path) && path.length <= 1000

/** Where a user wants to begin; null where he has not said. */
export const homepageOf = async (read: Read, user_id: number) => {
  const row = await read.userSetting.findUnique({ where: { user_id_setting: { user_id, setting: 'homepage' } } })
  return isMap(row?.value) && isPath(row.value.path) ? row.value.path : null
}
