import { addPerson, expect, password, signIn, test } from './walker.ts'

test('the first page costs few requests and few bytes, and its outline is there before any script', async ({ browser }) => {
  const { email } = await addPerson('first', { password })
  const context = await browser.newContext({ storageState: { cookies: [], origins: [] } })
  const page = await context.newPage()
  await page.goto('/users/login')
  // The entry is held until the outline has been seen.
  const { promise: seen, resolve: go } = Promise.withResolvers<void>()
  await page.route(/assets\/index-.*\.(js|css)/, async (route) => {
    await seen
    await route.continue()
  })
  const sizes: Promise<number>[] = []
  const names: string[] = []
  page.on('requestfinished', (request) => {
    const { pathname } = new URL(request.url())
    if (!pathname.startsWith('/app/')) return
    names.push(pathname)
    sizes.push(request.sizes().then(({ responseBodySize, responseHeadersSize }) => responseBodySize + responseHeadersSize))
  })
  const packed = new Map<string, string | undefined>()
  page.on('response', (response) => {
    if (/\.(js|css)$/.test(response.url())) packed.set(response.url(), response.headers()['content-encoding'])
  })
  await signIn(page, email, password)
  await expect(page.getByRole('status', { name: 'Loading' })).toBeVisible()
  go()
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await page.waitForLoadState('networkidle')
  const bytes = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
  console.log(`${names.length} files, ${Math.round(bytes / 1000)} kB`)
  expect(bytes).toBeLessThan(450_000)
  expect(names.length).toBeLessThanOrEqual(20)
  expect(names.some((name) => /inter-latin-wght-normal/.test(name))).toBe(true)
  expect([...packed].filter(([url, encoding]) => encoding !== 'br' && !url.endsWith('scheme.js'))).toEqual([])
  await context.close()
})
