import { settingsOperations } from '@reeve/contract/instance/settings'
import { pages } from '@reeve/contract/pages'
import { IconSettings } from '@tabler/icons-react'
import { wordOf } from '../kit/text/format.ts'
import type { Noun } from '../resource/noun/noun.tsx'

/** Settings: found by name in the palette, shown by a screen of their own. */
export const settingsNoun: Noun = {
  noun: 'settings',
  path: pages.settings,
  one: 'setting',
  many: 'Settings',
  about: 'How this instance behaves. A change holds at once, everywhere, and is logged.',
  icon: IconSettings,
  operations: { list: settingsOperations.list },
  nameOf: (row) => wordOf(row.name),
  telling: ['name', 'value'],
  hrefOf: (row) => `/settings?search=${encodeURIComponent(wordOf(row.name))}`,
}
