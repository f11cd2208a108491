// Before the first paint, so that a dark page never flashes white.
;(() => {
  const kept = localStorage.getItem('reeve-scheme')
  const wanted = kept === 'light' || kept === 'dark' ? kept : matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'
  document.documentElement.setAttribute('data-mantine-color-scheme', wanted)
  // The pages may not make code from text; this keeps the schema library from trying.
  globalThis.__zod_globalConfig = { jitless: true }
})()
