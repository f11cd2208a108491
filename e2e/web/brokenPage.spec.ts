import { test as base, expect } from './walker.ts'

// The errors of the page are what this is about.
const test = base.extend({ quiet: async ({ baseURL: _ }, use) => use(undefined) })

test('a page that fails says so without raw texts, and leaves the sidebar in use', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.route('**/api/settings?*', async (route) =>
    route.fulfill({ response: await route.fetch(), json: { rows: [{ name: null, tab: 'MISP' }], next: null, total: 1 } }),
  )
  await page.goto('/app/settings')
  await expect(page.getByRole('heading', { level: 1, name: "This page can't be shown" })).toBeVisible()
  await expect(page.getByRole('main')).not.toContainText('TypeError')
  await page.getByRole('button', { name: 'Copy details' }).click()
  const details = await page.evaluate(() => navigator.clipboard.readText())
  expect(details).toMatch(/\/app\/settings[\s\S]*TypeError[\s\S]*Last request: [0-9a-f-]{36}/)
  await page.getByRole('navigation').getByRole('link', { name: 'Roles' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Roles' })).toBeVisible()
})
