/** Whether PostgreSQL can store a value if it is a text: one without a zero character or half of a surrogate pair in it. */
export const isStorableText = (value: unknown) => typeof value !== 'string' || (!value.includes('\0') && value.isWellFormed())
