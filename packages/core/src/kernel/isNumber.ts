/** What somebody wrote to name a row: its number, its UUID, or else its name. */
export const isNumber = (text: string) => /^\d{1,9}$/.test(text)
export const isUuid = (text: string) => /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(text)
