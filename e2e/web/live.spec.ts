import { addPerson, ask, expect, test } from './walker.ts'

test('what changed while a page was on its way is asked for again', async ({ page }) => {
  const { email, id } = await addPerson('slow')
  const listening = page.waitForResponse('**/api/changes')
  await page.goto('/app/users')
  await listening
  await expect(page.getByRole('link', { name: email })).toBeVisible()
  let held = false
  await page.route(`**/api/users/${id}`, async (route) => {
    if (held) return route.continue()
    held = true
    const old = await route.fetch()
    // The list behind the drawer asks again as soon as the page hears of the change.
    const heard = page.waitForRequest(/\/api\/users(\?|$)/)
    await ask('PATCH', `users/${id}`, { nids_sid: 5_400_321 })
    await heard
    return route.fulfill({ response: old })
  })
  await page.getByRole('link', { name: email }).click()
  await expect(page.getByRole('dialog')).toContainText('5400321')
  expect(held).toBe(true)
})
