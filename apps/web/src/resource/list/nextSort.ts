/** Up, down, and back to the order of the server. */
export const nextSort = (key: string, sort: string | undefined) => (sort === key ? `-${key}` : sort === `-${key}` ? undefined : key)
