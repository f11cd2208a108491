export type Hindrance = { message: string; title: string }

/**
 * Whether a user may come in at all, whatever the way: password, auth key, session, and those to come. It takes the whole row
 * of `users`, so that no check can pass because its column was not asked for (security 3). Undefined: he may.
 */
export const mayAuthenticate = (user: Record<string, unknown>, now: Date): Hindrance | undefined => {
  if (user.disabled !== false)
    return { message: 'Authentication failed. Your user account has been disabled.', title: 'Login attempt by disabled user.' }
  const { expiration } = user
  if (expiration === undefined)
    return {
      message: 'Authentication failed. Your user account could not be checked.',
      title: 'Login attempt by a user whose account could not be checked.',
    }
  const end =
    expiration === null
      ? Number.POSITIVE_INFINITY
      : typeof expiration === 'string' || expiration instanceof Date
        ? new Date(expiration).getTime()
        : Number.NaN
  // Not "end <= now": a date that cannot be read must not let anybody in.
  return end > now.getTime()
    ? undefined
    : { message: 'Authentication failed. Your user account has expired.', title: 'Login attempt by expired user.' }
}
