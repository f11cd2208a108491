import type { Session } from '@reeve/contract/access/session'
import type { Actor, Rule } from '@reeve/contract/kernel/may'
import type { Operation } from '@reeve/contract/kernel/operation'
import type { Icon } from '@tabler/icons-react'
import { type ComponentType, createContext, type ReactNode, useContext, useMemo } from 'react'
import type { Page, Row } from '../../kit/client/client.ts'
import type { Choice } from '../../kit/feedback/confirm.tsx'
import type { Tone } from '../../kit/feedback/Mark.tsx'
import type { Fact } from '../../kit/layout/Facts.tsx'
import { wordOf } from '../../kit/text/format.ts'
import type { Change, ListState } from './useListState.ts'

export type ControlProps = {
  id: string
  label: string
  help: string | undefined
  value: unknown
  error: ReactNode
  /** What the form holds by now, and the row it began with, where there is a form. */
  values?: Row
  row?: Row
  onChange: (value: unknown) => void
  onBlur: () => void
}
/** A value, and what it is called. */
export type Option = { value: string; label: string }
export type Mark = { tone: Tone; label: string }

/** Something one can do with a row besides editing and deleting it. */
export type RowAction = {
  label: string
  icon: Icon
  allow: Rule
  operation: Operation
  /** Undefined: done at once. */
  ask?: (row: Row) => { title: string; text: string; verb: string; choice?: Choice & { key: string } }
  applies?: (row: Row) => boolean
  input?: (row: Row) => Row
  /** Reversible: what takes it back. */
  undo?: (row: Row) => { operation: Operation; input: Row }
  done: (row: Row) => string
  /** The row is gone afterwards. */
  ends?: true
  /** What people come to a row for: a button in its head rather than a line of the menu. */
  first?: true
}

/** A page of its own about a row. */
export type RowLink = {
  label: string
  icon: Icon
  allow: Rule
  to: (row: Row) => string
  /** What one comes to a row for: a button rather than a line of the menu. */
  first?: true
}

/** Something one can do with many rows at once; the operation answers with a result for each. */
export type BulkAction = {
  label: string
  icon: Icon
  operation: Operation
  set: Row
  /** A row of another noun that is set with it. */
  choice?: { key: string; label: string; of: string }
  says: string
  /** `3 users …` */
  done: string
}

/** All that generic screens know of a noun. The rest is in its operations' schemas. */
export type Noun = {
  noun: string
  path: string
  one: string
  many: string
  about: string
  icon: Icon
  operations: { list: Operation } & Partial<Record<'view' | 'add' | 'edit' | 'delete' | 'deletion' | 'export', Operation>>
  nameOf: (row: Row) => string
  /** The fields a card shows where there is no room for a table. */
  telling: readonly [string, string]
  /** What a card says under the first of them, where that is more than one field. */
  card?: (row: Row) => ReactNode
  /** What the log calls it. */
  model?: string
  /** Where MISP's own document of a row is. */
  wire?: (row: Row) => string
  /** What tells it from others of its name where it is found by that. */
  beside?: (row: Row) => string
  /** Where a row is shown, unless at its number. */
  hrefOf?: (row: Row) => string
  cells?: Record<string, (row: Row) => ReactNode>
  extra?: { key: string; label: string; cell: (row: Row) => ReactNode; before?: string }[]
  /** Columns that are off until somebody turns them on. */
  off?: readonly string[]
  /** Further tabs on the page of a row. */
  tabs?: { label: string; show: ComponentType<{ row: Row }>; applies?: (actor: Actor, row: Row) => boolean }[]
  /** Shown between the filters of the list and its rows. */
  above?: ComponentType<{ state: ListState; change: Change }>
  /** Shown in place of the list of fields. */
  overview?: ComponentType<{ row: Row }>
  controls?: Record<string, ComponentType<ControlProps>>
  initial?: (session: Session) => Row
  marks?: (row: Row) => Mark[]
  /** Stands under the name of a row: what people look for first. */
  facts?: (row: Row) => Fact[]
  actions?: RowAction[]
  /** Rows can be selected, for these. */
  bulk?: BulkAction[]
  links?: RowLink[]
  /** Pages beside the list. */
  also?: PageLink[]
  mayChange?: (actor: Actor, row: Row) => boolean
  /** Which rows may be picked in the forms of others. */
  mayPick?: (actor: Actor, row: Row) => boolean
  /** `first`: where something must be done before. `instead`: one of the actions, offered in its stead, and its verb there. */
  deleting?: {
    irreversible: boolean
    says: string
    first?: (row: Row) => string | undefined
    instead?: { action: RowAction; verb: string }
  }
  /** Tabs above the list, each a set of filters; the first is shown when nothing is said. */
  views?: { label: string; filters: Record<string, string> }[]
  /** What a filter offers, where its values have other names on these pages. */
  choices?: Record<string, (may: (rule: Rule) => boolean) => Option[]>
  /** Its list is not one that views are saved of. */
  unsaved?: true
  /** Filters that are always in reach. */
  pinned?: readonly string[]
  /** How the pager calls its ways. `uncounted`: the page counts the rows elsewhere. */
  pages?: { before: string; after: string; uncounted?: true }
  /** Beside the title of its list. */
  head?: ComponentType<{ asked: Row; page: Page | undefined }>
  /** A log: the filters that find the entries about a row of another noun. */
  historyOf?: (model: string, row: Row) => Row
}

/** A page that is not the list of a noun. */
export type PageLink = { label: string; icon: Icon; allow: Rule; to: string }
/** A part of the sidebar: the lists and other pages that stand there under one title. */
export type Group = { title: string; nouns: readonly Noun[]; links?: readonly PageLink[] }
type Known = { nouns: readonly Noun[]; groups: readonly Group[] }
const Context = createContext<Known>({ nouns: [], groups: [] })
/** Tells generic screens which nouns there are, and the sidebar how they are grouped. */
export const NounsProvider = ({ nouns, groups, children }: Known & { children: ReactNode }) => {
  const known = useMemo(() => ({ nouns, groups }), [nouns, groups])
  return <Context value={known}>{children}</Context>
}
export const useNouns = () => useContext(Context).nouns
export const useGroups = () => useContext(Context).groups
export const useNoun = (name: string | undefined) => useNouns().find(({ noun }) => noun === name)

/** The page of a row. */
export const hrefOf = (noun: Noun, row: Row) => noun.hrefOf?.(row) ?? `${noun.path}/${encodeURIComponent(wordOf(row.id))}`
