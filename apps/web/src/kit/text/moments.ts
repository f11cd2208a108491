/** Whether a moment is over. */
export const hasPassed = (moment: unknown) => typeof moment === 'string' && new Date(moment).getTime() < Date.now()
const month = 30 * 86_400_000
/** Whether a moment comes within 30 days. */
export const isNear = (moment: unknown) =>
  typeof moment === 'string' && !hasPassed(moment) && new Date(moment).getTime() < Date.now() + month

/** The start of the viewer's day. */
export const todayAt = (now = new Date()) => new Date(now.getFullYear(), now.getMonth(), now.getDate()).toISOString()
/** A moment so many days from now, to the hour, so that the question stays the same for a while. */
export const inDays = (days: number, now = Date.now()) =>
  new Date(Math.floor(now / 3_600_000) * 3_600_000 + days * 86_400_000).toISOString()
