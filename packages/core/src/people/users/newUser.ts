import type { users } from '@reeve/contract/people/users'
import { mailCredentials } from '../../access/passwords/mailCredentials.ts'
import { hashedPassword, newPassword } from '../../access/passwords/password.ts'
import { refuseUselessCertificate } from '../../mail/compose/certificate.ts'
import { wantReachable } from '../../mail/compose/mayMail.ts'
import { refuseUselessKey } from '../../mail/pgp/mailKey.ts'
import { type Handler, prepared } from '../../request/implement.ts'
import { addUser } from './addUser.ts'
import { userInFull } from './userInFull.ts'

/**
 * A user by the hand of an admin. Who is to be told of it by mail is only added where that mail can leave; a password that was
 * made here and that nobody else knows holds from its acceptance on (people-data 2.2, `notify`).
 */
export const newUser: Handler<typeof users.add, never> = prepared(
  async (ctx, { password, gpgkey, certif_public, notify, disabled, expiration }) => {
    refuseUselessCertificate({ certificate: certif_public }, ctx.ports.now())
    await refuseUselessKey(ctx, { key: gpgkey })
    if (!notify) return { hash: await hashedPassword(ctx, password), mailed: undefined }
    await wantReachable(ctx, { gpgkey, disabled, expiration }, true)
    const mailed = password ?? newPassword(ctx.ports.random, ctx.settings)
    return { hash: await hashedPassword(ctx, mailed), mailed }
  },
  async (ctx, { password, notify: _, ...input }, { hash, mailed }) => {
    const holds = mailed === undefined || password !== undefined
    const { id, authkey_raw } = await addUser(ctx, input, holds ? hash : undefined)
    if (mailed !== undefined)
      await mailCredentials(ctx, { id, email: input.email }, 'welcome', { password: mailed, hash: holds ? undefined : hash })
    return { ...(await userInFull(ctx.read, id)), authkey: authkey_raw }
  },
)
