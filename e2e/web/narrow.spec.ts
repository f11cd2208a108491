import { atRest, expect, expectAccessible, test } from './walker.ts'

test.use({ viewport: { width: 390, height: 844 } })

const places = [
  '/app/',
  '/app/users',
  '/app/logs',
  '/app/settings',
  '/app/users/add',
  '/app/roles',
  '/app/roles/1',
  '/app/roles/matrix',
  '/app/workers',
  '/app/tasks/6',
  '/app/tasks/6/edit',
  '/app/mails',
  '/app/organisations',
  '/app/users/1',
  '/app/organisations/1/merge',
  '/app/me?tab=keys',
  '/app/me?tab=otp',
  '/app/me?tab=sessions',
]

for (const place of places)
  test(`${place} fits on a telephone`, async ({ page }) => {
    await page.goto(place)
    await expect(page.getByRole('main').getByRole('heading').first()).toBeVisible()
    await atRest(page)
    const wider = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
    expect(wider).toBeLessThanOrEqual(0)
    const main = await page.getByRole('main').evaluate((element) => element.scrollWidth - element.clientWidth)
    expect(main).toBeLessThanOrEqual(0)
    for (const button of await page.getByRole('main').locator('header').getByRole('link').or(page.locator('main header button')).all())
      await expect(button).toBeInViewport({ ratio: 1 })
    await expectAccessible(page)
  })

for (const place of ['/app/workers', '/app/roles/matrix'])
  test(`${place} fits at twice the size`, async ({ page }) => {
    await page.setViewportSize({ width: 720, height: 450 })
    await page.goto(place)
    await expect(page.getByRole('table')).toBeVisible()
    expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0)
  })

test('the sidebar folds, rows are cards, the save bar stays', async ({ page }) => {
  await page.goto('/app/')
  await page.getByRole('button', { name: 'Open the menu' }).click()
  await page.getByRole('dialog').getByRole('link', { name: 'Roles' }).click()
  await expect(page.getByRole('table')).toHaveCount(0)
  await page
    .getByRole('list', { name: 'Roles' })
    .getByRole('link', { name: /^Publisher/ })
    .click()
  await page.getByRole('dialog').getByRole('link', { name: 'Edit' }).click()
  await expect(page.getByRole('button', { name: 'Save changes' })).toBeInViewport()
})
