import { invalid } from '@reeve/contract/inputs/failure'
import { type Actor, beyond, isSiteAdmin } from '@reeve/contract/kernel/may'
import type { Contact } from '@reeve/contract/people/userMail'
import type { Prisma } from '../../../generated/client.ts'

export const addressed = { org: { select: { name: true } }, role: true } as const
export type Addressed = Prisma.UserGetPayload<{ include: typeof addressed }>

/** `exceeds`, as the database asks it. */
const above = (actor: Actor): Prisma.RoleWhereInput => ({ OR: beyond(actor).map((flag) => ({ [flag]: true })) })

type Asking = Pick<Contact, 'recipient' | 'user_ids' | 'org_ids' | 'role_id' | 'action'>
const chosen = ({ recipient, user_ids, org_ids, role_id }: Asking): Prisma.UserWhereInput => {
  if (recipient === 'users') return { id: { in: user_ids } }
  if (recipient === 'organisations') return { org_id: { in: org_ids } }
  return recipient === 'role' ? { role_id: role_id ?? 0 } : {}
}

/**
 * The users a mail is meant for, as far as this actor reaches: an org admin writes to his own organisation, and gives nobody a new
 * password whose rights exceed his. Disabled and expired users are left out (operations 8.7).
 */
export const recipientsOf = (actor: Actor, asking: Asking, now: Date): Prisma.UserWhereInput => ({
  AND: [
    chosen(asking),
    { disabled: false, OR: [{ expiration: null }, { expiration: { gt: now } }] },
    isSiteAdmin(actor) ? {} : { org_id: actor.org_id },
    asking.action === 'custom' ? {} : { NOT: { role: above(actor) } },
  ],
})

type Missing = Record<string, string[]>
/** What the chosen recipients lack. */
const missingOf = (actor: Actor, { action, recipient, email, user_ids, org_ids, role_id }: Contact): Missing => {
  if (recipient === 'users') return user_ids.length === 0 ? { user_ids: ['Choose at least one user.'] } : {}
  if (recipient === 'organisations') return org_ids.length === 0 ? { org_ids: ['Choose at least one organisation.'] } : {}
  if (recipient === 'role') return role_id === undefined ? { role_id: ['Choose a role.'] } : {}
  if (recipient !== 'external') return {}
  return {
    ...(!isSiteAdmin(actor) && { recipient: ['Only site admins write to people who are no users yet.'] }),
    ...(!email && { email: ['Give the address of the future user.'] }),
    ...(action !== 'custom' && { action: ['A future user has no password: write a custom message.'] }),
  }
}

/** Refuses a mail that makes no sense, and names every field that is missing at once. */
export const checkContact = (actor: Actor, asked: Contact) => {
  const { action, message, subject } = asked
  const missing = {
    ...missingOf(actor, asked),
    ...(action === 'custom' && !subject && { subject: ['Give the mail a subject.'] }),
    ...(action === 'custom' && !message?.trim() && { message: ['Write what the mail says.'] }),
  }
  if (Object.keys(missing).length > 0) invalid(missing)
}
