import type { Read } from '../database/db.ts'
import { isNumber, isUuid } from './isNumber.ts'

type Row = { user_id: number; org_id: number }
const byId = <R extends { id: number }>(all: readonly R[]) => new Map(all.map((row) => [row.id, row]))

/** The users and organisations that log rows name, as far as they are still there: logs have no foreign keys. */
export const lookUpNames = async (read: Read, rows: readonly Row[]) => {
  const ids = (key: keyof Row) => ({ id: { in: [...new Set(rows.map((row) => row[key]))] } })
  const [users, orgs] = await Promise.all([
    read.user.findMany({ where: ids('user_id'), select: { id: true, email: true, org_id: true } }).then(byId),
    read.organisation.findMany({ where: ids('org_id'), select: { id: true, name: true, uuid: true } }).then(byId),
  ])
  return (row: Row) => ({ user: users.get(row.user_id) ?? null, org: orgs.get(row.org_id) ?? null })
}

/** An organisation by number, UUID or name. */
export const organisationCalled = (read: Read, text: string) =>
  read.organisation.findFirst({
    where: isNumber(text) ? { id: Number(text) } : isUuid(text) ? { uuid: text.toLowerCase() } : { name: text },
    select: { id: true },
  })
/** A user by number or e-mail. */
export const userCalled = (read: Read, text: string) =>
  read.user.findFirst({ where: isNumber(text) ? { id: Number(text) } : { email: text }, select: { id: true } })
