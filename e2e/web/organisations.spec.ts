import { addOrganisation, choose, expect, expectAccessible, fresh, test } from './walker.ts'

/** One red point. */
const point = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGP4z8DwHwAFAAH/iZk9HQAAAABJRU5ErkJggg=='

test('an organisation is added, changed and deleted', async ({ page }) => {
  const name = fresh('Nordic Grid ')
  await page.goto('/app/organisations')
  await page.getByRole('link', { name: 'Add organisation' }).click()
  await page.getByRole('button', { name: 'Add organisation' }).click()
  await expect(page.getByRole('alert')).toContainText('Name cannot be empty.')
  await expect(page.getByRole('textbox', { name: 'Organisation identifier' })).toBeFocused()
  await page.getByRole('textbox', { name: 'Organisation identifier' }).fill(name)
  await page.getByRole('textbox', { name: 'Sector' }).fill('Energy')
  await page.getByRole('textbox', { name: 'Restricted to domains' }).fill('grid.test\ngrid.example')
  await page.getByRole('button', { name: 'Add organisation' }).click()

  await expect(page.getByText(`${name} is added.`)).toBeVisible()
  await page.getByRole('textbox', { name: 'Search' }).fill(name)
  await expect(page).toHaveURL(/search=/)
  await page.getByRole('link', { name, exact: true }).click()
  await expect(page.getByRole('dialog')).toContainText('grid.test, grid.example')

  await page.getByRole('dialog').getByRole('link', { name: 'Edit' }).click()
  await page.getByRole('combobox', { name: 'Nationality' }).fill('Norw')
  await page.getByRole('option', { name: 'Norway' }).click()
  await expect(page.getByText('Changed: Nationality')).toBeVisible()
  await page.getByRole('button', { name: 'Save changes' }).click()
  await expect(page.getByRole('definition').filter({ hasText: 'Norway' }).first()).toBeVisible()
  await page.getByRole('tab', { name: 'Activity' }).click()
  await expect(page.getByRole('definition').filter({ hasText: 'empty' }).filter({ hasText: 'Norway' })).toBeVisible()

  await choose(page, 'Delete organisation')
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByRole('button', { name: 'Delete organisation' })).toBeDisabled()
  await dialog.getByRole('textbox').fill(name)
  await dialog.getByRole('button', { name: 'Delete organisation' }).click()
  await expect(page.getByText(`${name} is deleted.`)).toBeVisible()
  await expect(page).toHaveURL(/\/app\/organisations$/)
})

test('local, remote and all are tabs of the list', async ({ page }) => {
  const name = fresh('Remote CERT ')
  await page.goto('/app/organisations/add')
  await page.getByRole('textbox', { name: 'Organisation identifier' }).fill(name)
  await page.getByRole('checkbox', { name: 'Local organisation' }).uncheck()
  await page.getByRole('button', { name: 'Add organisation' }).click()
  await expect(page.getByText(`${name} is added.`)).toBeVisible()
  await expect(page.getByRole('link', { name, exact: true })).toHaveCount(0)
  await page.getByRole('tab', { name: 'Remote' }).click()
  await expect(page.getByRole('link', { name, exact: true })).toBeVisible()
  await page.reload()
  await expect(page.getByRole('tab', { name: 'Remote' })).toHaveAttribute('aria-selected', 'true')
  await expect(page.getByRole('link', { name, exact: true })).toBeVisible()
})

test('an organisation gets a new UUID, a logo, and the way to its likely duplicates', async ({ page }) => {
  const name = fresh('Alike ')
  const [other, id] = [await addOrganisation(`${name} AS`), await addOrganisation(name)]
  await page.goto(`/app/organisations/${id}/edit`)
  const before = await page.getByRole('textbox', { name: 'UUID' }).inputValue()
  await page.getByRole('button', { name: 'Generate' }).click()
  await expect(page.getByRole('textbox', { name: 'UUID' })).not.toHaveValue(before)
  await page.getByRole('button', { name: 'Save changes' }).click()
  await expect(page.getByText(`${name} is changed.`)).toBeVisible()

  await page.getByRole('tab', { name: 'Logo' }).click()
  await expectAccessible(page)
  const choosing = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: 'Choose a picture' }).click()
  await (await choosing).setFiles({ name: 'logo.png', mimeType: 'image/png', buffer: Buffer.from(point, 'base64') })
  await expect(page.getByText(`${name} has a new logo.`)).toBeVisible()
  await expect(page.locator(`img[src^="/img/orgs/${id}.png"]`).first()).toHaveJSProperty('naturalWidth', 1)
  await page.getByRole('button', { name: 'Remove the logo' }).click()
  await expect(page.getByText(`The logo of ${name} is removed.`)).toBeVisible()

  await page.getByRole('tab', { name: 'Likely duplicates' }).click()
  await expectAccessible(page)
  await page.getByRole('link', { name: `Merge ${name} AS into this one` }).click()
  await expect(page).toHaveURL(new RegExp(`/organisations/${other}/merge\\?to=${id}`))
  await expect(page.getByRole('button', { name: `Merge into ${name}` })).toBeVisible()
})
