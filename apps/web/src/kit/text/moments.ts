/** Whether a moment is over. */
export const hasPassed = (moment: unknown) => typeof moment === 'string' && new Date(moment).getTime() < Date.now()
const month = 30 * 86_400_000
/** Whether a moment comes within 30 days. */
export const isNear = (moment: unknown) =>
  typeof moment === 'string' && !hasPassed(moment) && new Date(moment).getTime() < Date.now() + month

/** The start of the viewer's day. */
export const todayAt = (now = new Date()) => new Date(now.getFullYear(), now.getMonth(), now.getDate()).toISOString()
