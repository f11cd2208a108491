import { sortsOf } from '@reeve/contract/kernel/fields'
import { pages } from '@reeve/contract/pages'
import { mayShare, reaches, savedViews } from '@reeve/contract/people/savedViews'
import { IconBookmark, IconExternalLink } from '@tabler/icons-react'
import { z } from 'zod'
import type { Row } from '../kit/client/client.ts'
import { wordOf } from '../kit/text/format.ts'
import { rowOf } from '../resource/noun/columns.tsx'
import { filtersOf } from '../resource/noun/filters.ts'
import { lazily } from '../resource/noun/lazily.tsx'
import type { ControlProps, Noun } from '../resource/noun/noun.tsx'
import { Nothing } from '../resource/noun/Shown.tsx'
import { reachWords } from '../resource/views/reach.ts'
import { addressOfView } from '../resource/views/useSavedViews.ts'

const ReachField = lazily<ControlProps>(async () => (await import('../resource/views/ReachField.tsx')).ReachField)

const Reach = z.enum(reaches)
const Org = z.object({ name: z.string() })
const reachIn = (row: Row) => reachWords(Reach.parse(row.reach), Org.safeParse(row.org).data?.name ?? '')

/** What a view asks for, under the names that its list gives to things. */
const wordsOf = (query: string, of: Noun | undefined) => {
  const list = of?.operations.list
  const labels = new Map(list && filtersOf(list).map(({ key, label }) => [key, label]))
  const sorts = new Map(list && sortsOf(rowOf(list)).map(({ key, info }) => [key, info.label]))
  const words = ([key, value]: [string, string]) => {
    if (key !== 'sort') return `${labels.get(key) ?? key}: ${value}`
    const by = value.replace(/^-/, '')
    return `sorted by ${sorts.get(by) ?? by}${by === value ? '' : ', descending'}`
  }
  return [...new URLSearchParams(query)].map(words).join(' · ')
}

/** Saved views of these lists. */
export const savedViewsNounOf = (lists: readonly Noun[]): Noun => {
  const listOf = (row: Row) => lists.find(({ noun }) => noun === row.noun)
  const addressOf = (row: Row) => {
    const list = listOf(row)
    return list ? addressOfView(list.path, { id: Number(row.id), query: wordOf(row.query) }) : `/views/${wordOf(row.id)}`
  }
  const nameOfList = (row: Row) => listOf(row)?.many ?? wordOf(row.noun)
  return {
    noun: 'savedViews',
    path: pages.savedViews,
    one: 'saved view',
    many: 'Saved views',
    about: 'Named filters and sort orders of lists. Save one from the Views menu of a list.',
    icon: IconBookmark,
    operations: { list: savedViews.list, view: savedViews.view, edit: savedViews.edit, delete: savedViews.delete },
    nameOf: (row) => wordOf(row.name),
    telling: ['name', 'noun'],
    card: (row) => `${nameOfList(row)} · ${reachIn(row)}`,
    beside: nameOfList,
    hrefOf: addressOf,
    model: 'SavedView',
    cells: {
      noun: nameOfList,
      reach: reachIn,
      query: (row) => wordsOf(wordOf(row.query), listOf(row)) || <Nothing says="Everything" />,
    },
    controls: { reach: ReachField },
    choices: {
      noun: (may) =>
        lists
          .filter(({ operations: { list } }) => list.kind === 'list' && may(list.allow))
          .map(({ noun, many }) => ({ value: noun, label: many })),
    },
    unsaved: true,
    mayChange: (actor, row) => mayShare(actor, Reach.parse(row.reach)),
    links: [{ label: 'Open the list', icon: IconExternalLink, allow: savedViews.list.allow, to: addressOf, first: true }],
    deleting: { irreversible: false, says: 'The view is removed, also for the users it is shared with. The data it shows is not changed.' },
  }
}
