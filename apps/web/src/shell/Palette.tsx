import { Text } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { Spotlight } from '@mantine/spotlight'
import { IconSearch } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import { type Place, useFound, usePlaces, useRecent } from './usePlaces.tsx'

const matches = (query: string) => {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  return ({ label }: Place) => words.every((word) => label.toLowerCase().includes(word))
}

/** What was opened last comes first while nothing is typed. */
const ordered = (places: Place[], recent: string[]) => {
  const last = recent.flatMap((id) => places.filter((place) => place.id === id)).map((place) => ({ ...place, group: 'Recent' }))
  return [...last, ...places.filter(({ id }) => !recent.includes(id))]
}

/** Pages, people, organisations, settings and actions by name. */
export const Palette = () => {
  const [query, setQuery] = useState('')
  const [term] = useDebouncedValue(query.trim(), 150)
  const places = usePlaces()
  const { recent, remember } = useRecent()
  const found = useFound(term)
  const shown = query.trim() ? [...places.filter(matches(query)), ...found] : ordered(places, recent)
  const groups = [...Map.groupBy(shown, ({ group }) => group)]
  const listed = shown.map(({ id }) => id).join()
  // Answers arrive one after the other: until an arrow key chooses another, the first entry is the one that Enter opens.
  const chosen = useRef(false)
  useEffect(() => {
    const marked = document.querySelectorAll('[data-action][data-selected]')
    if (!listed || (chosen.current && marked.length > 0)) return
    for (const action of marked) action.removeAttribute('data-selected')
    document.querySelector('[data-action]')?.setAttribute('data-selected', 'true')
  }, [listed])
  const search = (text: string) => {
    chosen.current = false
    setQuery(text)
  }
  return (
    <Spotlight.Root query={query} onQueryChange={search} shortcut={null} scrollable maxHeight={420} transitionProps={{ duration: 100 }}>
      <Spotlight.Search
        placeholder="Find a page, a user, a saved view, a setting, an action"
        aria-label="Find"
        leftSection={<IconSearch size={18} aria-hidden />}
        onKeyDown={({ key }) => {
          if (key.startsWith('Arrow')) chosen.current = true
        }}
      />
      <Spotlight.ActionsList>
        {groups.map(([group, inside]) => (
          <Spotlight.ActionsGroup key={group} label={group}>
            {inside.map(({ id, label, beside, icon: Glyph, go }) => (
              <Spotlight.Action
                key={id}
                label={label}
                rightSection={beside && <Text size="sm">{beside}</Text>}
                leftSection={<Glyph size={17} stroke={1.7} aria-hidden />}
                onClick={() => {
                  remember(id)
                  go()
                }}
              />
            ))}
          </Spotlight.ActionsGroup>
        ))}
        {groups.length === 0 && <Spotlight.Empty>No results. Try part of an e-mail address or of a setting's name.</Spotlight.Empty>}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  )
}
