import type { SavedView } from '@reeve/contract/people/savedViews'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from 'react-router'
import { api, refresh } from '../../kit/client/client.ts'
import { tell } from '../../kit/feedback/toast.tsx'
import { useTry } from '../../kit/feedback/useTry.ts'
import type { Noun } from '../noun/noun.tsx'
import { askForView } from './askForView.tsx'
import { addressOfView } from './useSavedViews.ts'

/** Names the question of a list, and names it anew. */
const useNaming = ({ noun, path, many }: Noun, query: string) => {
  const navigate = useNavigate()
  const queries = useQueryClient()
  const save = () =>
    askForView({
      title: `Save this view of ${many.toLowerCase()}`,
      verb: 'Save view',
      start: { name: '', reach: 'me' },
      save: async (said) => {
        const view = await api.savedViews.add({ ...said, noun, query })
        await refresh(queries)
        await navigate(addressOfView(path, view))
        tell(`“${view.name}” is saved.`)
      },
    })
  const rename = ({ id, name, reach, version }: SavedView) =>
    askForView({
      title: `Rename or share “${name}”`,
      verb: 'Save changes',
      start: { name, reach },
      save: async (said) => {
        const view = await api.savedViews.edit({ ...said, id, version })
        await refresh(queries)
        tell(`“${view.name}” is changed.`)
      },
    })
  return { save, rename }
}

/** What one may do with the views of a list; what was updated or deleted can be taken back at once. */
export const useViewActions = (of: Noun, query: string) => {
  const { noun, path } = of
  const { attempt } = useTry()
  const navigate = useNavigate()
  const show = (view: Pick<SavedView, 'id' | 'query'>) => navigate(addressOfView(path, view))

  const put = ({ id, name, query: before }: SavedView, asked: string, version?: number) =>
    attempt(async () => {
      const now = await api.savedViews.edit({ id, query: asked, version })
      await show(now)
      if (version === undefined) return
      tell(`“${name}” is updated.`, () => put(now, before))
    })
  const update = (view: SavedView) => put(view, query, view.version)

  const remove = ({ id, name, reach, query: asked }: SavedView) =>
    attempt(async () => {
      await api.savedViews.delete({ id })
      await navigate({ search: asked })
      tell(`“${name}” is deleted.`, () => attempt(async () => show(await api.savedViews.add({ name, reach, noun, query: asked }))))
    })
  return { ...useNaming(of, query), update, remove }
}
