import { Failure, fail } from '@reeve/contract/inputs/failure'
import { mayTouch } from '@reeve/contract/kernel/may'
import { countedTo } from '@reeve/contract/people/deletion'
import type { ReadContext, WriteContext } from '../../context.ts'
import { goingColumns, stayingColumns, type UserColumn } from '../data/userColumns.ts'
import { keepThisSiteAdmin } from './accounts.ts'
import type { UserRow } from './userInFull.ts'

const hindranceTo = async (check: Promise<void>) => {
  try {
    await check
    return null
  } catch (error) {
    if (error instanceof Failure && error.kind === 'conflict') return error.message
    throw error
  }
}

/** What deleting a user would take along and what would stay, counted now. Told to whoever may do it; what else he may not know is left out. */
export const deletionOf = async ({ actor, settings, read, sql }: ReadContext, row: UserRow) => {
  if (!mayTouch(actor, row)) fail('forbidden', 'You can see this entry but not change it.')
  const counted = async (columns: readonly UserColumn[]) => {
    const told = columns.filter((column) => column.told?.(actor, row, settings) ?? true)
    const counts = await sql.naming(told, row.id, countedTo + 1)
    return told.map(({ table, column, what, why }, at) => {
      const rows = counts[at] ?? 0
      return { table, column, what, why, rows: Math.min(rows, countedTo), more: rows > countedTo }
    })
  }
  const [goes, stays, hindrance] = await Promise.all([
    counted(goingColumns),
    counted(stayingColumns),
    hindranceTo(keepThisSiteAdmin({ read, sql }, row)),
  ])
  return { goes, stays, hindrance }
}

/** A site admin is left; what would go in silence with the row is deleted with an entry in the log each. */
export const deleteUser = async ({ read, sql, write }: WriteContext, row: UserRow) => {
  await keepThisSiteAdmin({ read, sql }, row)
  for (const setting of await read.userSetting.findMany({ where: { user_id: row.id } })) await write.userSetting.delete(setting)
  for (const key of await read.authKey.findMany({ where: { user_id: row.id } })) await write.authKey.delete(key)
  await write.session.end({ user_id: row.id })
  await write.monitored.set(row.id, false)
  return write.user.delete(row)
}
