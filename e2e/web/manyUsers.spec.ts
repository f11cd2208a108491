import { readFile } from 'node:fs/promises'
import { addUser, expect, fresh, test } from './walker.ts'

test('many users are selected and disabled at once; the list leaves as CSV as it is filtered', async ({ page }) => {
  const name = fresh('crowd')
  for (const n of [1, 2, 3]) await addUser(`${name}${n}@walk.test`, { role_id: 3, org_id: 1 })
  await page.goto(`/app/users?search=${name}`)
  await page.getByRole('checkbox', { name: `Select ${name}1@walk.test` }).check()
  await expect(page.getByText('1 selected')).toBeVisible()
  await page.getByRole('checkbox', { name: 'Select the rows of this page' }).check()
  await expect(page.getByText('3 selected')).toBeVisible()
  await page.getByRole('button', { name: 'Change selected' }).click()
  await page.getByRole('menuitem', { name: 'Disable accounts' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Disable accounts' }).click()
  await expect(page.getByText('3 users disabled.')).toBeVisible()
  await expect(page.getByText('3 selected')).toHaveCount(0)

  // The first role on the list is the highest: none is given before somebody has chosen it.
  await page.getByRole('checkbox', { name: 'Select the rows of this page' }).check()
  await page.getByRole('button', { name: 'Change selected' }).click()
  await page.getByRole('menuitem', { name: 'Change role' }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByRole('button', { name: 'Change role' })).toBeDisabled()
  await dialog.getByRole('combobox', { name: 'Role' }).click()
  await dialog.getByRole('option', { name: 'Publisher' }).click()
  await dialog.getByRole('button', { name: 'Change role' }).click()
  await expect(page.getByText('3 users changed.')).toBeVisible()

  await page.getByRole('button', { name: 'Export this list' }).click()
  const download = page.waitForEvent('download')
  await page.getByRole('menuitem', { name: 'CSV' }).click()
  const file = await download
  expect(file.suggestedFilename()).toBe('users.csv')
  const lines = (await readFile(await file.path(), 'utf8')).trim().split('\r\n')
  expect(lines).toHaveLength(4)
  expect(lines[1]).toContain(`${name}1@walk.test`)
})
