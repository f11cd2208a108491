/** A moment as the messages of tasks say it: `24/11/2026 - 13:05:00`, by the clock of a zone (operations 4.3). */
export const taskMoment = (at: Date, timeZone: string) =>
  new Intl.DateTimeFormat('en-GB', { timeZone, dateStyle: 'short', timeStyle: 'medium' }).format(at).replace(', ', ' - ')
