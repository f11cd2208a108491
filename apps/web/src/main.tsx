import '@fontsource-variable/inter/wght.css'
import '@fontsource-variable/jetbrains-mono/wght.css'
import '@mantine/core/styles.layer.css'
import '@mantine/notifications/styles.layer.css'
import '@mantine/spotlight/styles.layer.css'
import './style.css'
import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { RouterProvider } from 'react-router/dom'
import { groups, nouns } from './nouns.ts'
import { lazily } from './resource/noun/lazily.tsx'
import { NounsProvider } from './resource/noun/noun.tsx'
import { AheadProvider } from './resource/noun/useAhead.tsx'
import { router } from './routes.tsx'
import { SessionProvider } from './shell/SessionProvider.tsx'
import { theme, themeCss } from './shell/theme.ts'

const Modals = lazily(async () => (await import('./kit/feedback/Modals.tsx')).Modals)
const Notifications = lazily(async () => (await import('./kit/feedback/Notifications.tsx')).Notifications)

const scheme = localStorageColorSchemeManager({ key: 'reeve-scheme' })
const queries = new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: 10_000 } } })
/** An upgrade gave the files other names while this page was open: load it anew, but not over and over. */
const anew = 'reeve-loaded-anew'
window.addEventListener('vite:preloadError', (event) => {
  if (Date.now() - Number(sessionStorage.getItem(anew) ?? 0) < 10_000) return
  event.preventDefault()
  sessionStorage.setItem(anew, String(Date.now()))
  window.location.reload()
})

const ahead = () => (router.state.navigation.location ?? router.state.location).pathname

const root = document.getElementById('root')
if (!root) throw new Error('The page has no #root.')

createRoot(root).render(
  <StrictMode>
    <style>{themeCss}</style>
    <MantineProvider
      theme={theme}
      colorSchemeManager={scheme}
      defaultColorScheme="auto"
      withCssVariables={false}
      withGlobalClasses={false}
      deduplicateInlineStyles
    >
      <QueryClientProvider client={queries}>
        <SessionProvider>
          <NounsProvider nouns={nouns} groups={groups}>
            <Modals />
            <Notifications />
            <AheadProvider ahead={ahead}>
              <RouterProvider router={router} />
            </AheadProvider>
          </NounsProvider>
        </SessionProvider>
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
)
