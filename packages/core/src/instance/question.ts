import { pages } from '@reeve/contract/pages'

/** Nouns whose list is asked for what needs attention. */
export type Asked = 'alerts' | 'authKeys' | 'jobs' | 'logs' | 'mails' | 'organisations' | 'registrations' | 'roles' | 'settings' | 'users'
export type Question = { list: Asked; filters: Readonly<Record<string, string | readonly string[]>>; limit?: number }
export type Found = { rows: Record<string, unknown>[]; total: number; about: boolean }

/** The page of a list with these filters. */
export const pageWith = (noun: keyof typeof pages | 'alerts', filters: Question['filters']) => {
  const pairs = Object.entries(filters).flatMap(([key, value]) => [value].flat().map((one) => [key, one]))
  const path = noun === 'alerts' ? pages.workers : pages[noun]
  return pairs.length > 0 ? `${path}?${new URLSearchParams(pairs)}` : path
}
