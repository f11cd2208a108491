import { settingsOperations } from '@reeve/contract/instance/settings'
import { IconSettings } from '@tabler/icons-react'
import { wordOf } from '../kit/text/format.ts'
import type { Noun } from '../resource/noun/noun.tsx'

/** Settings: found by name in the palette, shown by a screen of their own. */
export const settingsNoun: Noun = {
  noun: 'settings',
  path: '/settings',
  one: 'setting',
  many: 'Settings',
  about: 'How this instance behaves. A change holds at once, everywhere, and is logged.',
  icon: IconSettings,
  operations: { list: settingsOperations.list },
  nameOf: (row) => wordOf(row.name),
  telling: ['name', 'value'],
  hrefOf: (row) => `/settings?search=${encodeURIComponent(wordOf(row.name))}`,
}
