import { type SavedView, savedViews } from '@reeve/contract/resources/savedViews'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from 'react-router'
import { api, change, refresh } from '../client.ts'
import type { Noun } from '../kit/noun.tsx'
import { tell } from '../kit/toast.tsx'
import { useTry } from '../kit/useTry.ts'
import { addressOfView } from './useSavedViews.ts'
import { askForView } from './ViewForm.tsx'

/** What one may do with the views of a list; what was changed or deleted can be taken back at once. */
export const useViewActions = ({ noun, path, many }: Noun, query: string) => {
  const { attempt } = useTry()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const show = (view: Pick<SavedView, 'id' | 'query'>) => navigate(addressOfView(path, view))

  const save = () =>
    askForView({
      title: `Save this view of ${many.toLowerCase()}`,
      verb: 'Save view',
      start: { name: '', reach: 'me' },
      save: async (said) => {
        const view = await api.savedViews.add({ ...said, noun, query })
        await refresh(queries)
        await show(view)
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

  const put = (view: SavedView, asked: string) =>
    attempt(async () => {
      await change(savedViews.edit, { id: view.id, query: asked })
      await show({ ...view, query: asked })
    })
  const update = (view: SavedView) =>
    attempt(async () => {
      const { id, version, query: before, name } = view
      await api.savedViews.edit({ id, query, version })
      await show({ ...view, query })
      tell(`“${name}” is updated.`, () => put(view, before))
    })

  const remove = (view: SavedView) =>
    attempt(async () => {
      const { id, name, reach, query: asked } = view
      await api.savedViews.delete({ id })
      await navigate({ search: asked })
      tell(`“${name}” is deleted.`, () => attempt(async () => show(await api.savedViews.add({ name, reach, noun, query: asked }))))
    })
  return { save, rename, update, remove }
}
