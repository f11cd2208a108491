import { ask, expect, test } from './walker.ts'

const name = 'Security.password_policy_length'
test.afterEach(() => ask('PATCH', `settings/${name}`, { value: null }).then(() => undefined))

test('a setting is changed in place, refused when wrong, taken back, and set to its default', async ({ page }) => {
  await page.goto(`/app/settings?search=${name}`)
  const change = page.getByRole('button', { name: `Change ${name}, now` })
  const value = page.getByRole('textbox', { name })
  await change.click()
  await value.fill('3')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('At least 6.')).toBeVisible()
  await value.fill('8')
  await value.press('Enter')
  await expect(change).toHaveText('8')
  await expect(page.getByText('Shorter than the recommended 12.')).toBeVisible()
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(change).toHaveText('12')
  await expect(page.getByText('Shorter than the recommended 12.')).toHaveCount(0)

  await change.click()
  await value.fill('14')
  await value.press('Enter')
  await expect(change).toHaveText('14')
  await page.getByRole('button', { name: `Set ${name} back to its default` }).click()
  await expect(change).toHaveText('12')
  await change.click()
  await value.press('Escape')
  await expect(value).toHaveCount(0)
})

test('what needs attention is counted and can be shown alone', async ({ page }) => {
  await ask('PATCH', `settings/${name}`, { value: 8 })
  await page.goto('/app/')
  await page.getByRole('link', { name: 'Review settings' }).first().click()
  await expect(page).toHaveURL(/only=problems/)
  await expect(page.getByRole('rowheader', { name })).toBeVisible()
  await page.getByRole('tab', { name: /^Security/ }).click()
  await page.reload()
  await expect(page.getByRole('rowheader', { name })).toBeVisible()
  await expect(page.getByRole('rowheader', { name: 'Session.timeout' })).toHaveCount(0)
})
