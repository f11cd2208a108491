import { addUser, ask, choose, expect, fresh, test } from './walker.ts'

test('a role is added with level and flags, shown, changed and deleted', async ({ page }) => {
  const name = fresh('Handler ')
  await page.goto('/app/roles/add')
  await page.getByRole('textbox', { name: 'Name' }).fill(name)
  await page.getByRole('combobox', { name: 'Permission' }).click()
  await page.getByRole('option', { name: 'Manage & publish organisation events' }).click()
  await page.getByRole('checkbox', { name: 'Tagger' }).check()
  await page.getByRole('checkbox', { name: 'Audit' }).check()
  await page.getByRole('button', { name: 'Add role' }).click()
  await expect(page.getByText(`${name} is added.`)).toBeVisible()

  const row = page.getByRole('row').filter({ hasText: name })
  await expect(row).toContainText('Manage & publish organisation events')
  await expect(row).toContainText('Audit, Tagger')
  await row.getByRole('link').click()
  await page.getByRole('dialog').getByRole('link', { name: 'Edit' }).click()
  await page.getByRole('checkbox', { name: 'Tagger' }).uncheck()
  await page.getByRole('button', { name: 'Save changes' }).click()
  await expect(page.getByText(`${name} is changed.`)).toBeVisible()

  await choose(page, 'Delete role')
  await page.getByRole('dialog').getByRole('button', { name: 'Delete role' }).click()
  await expect(page).toHaveURL(/\/app\/roles$/)
  await expect(page.getByText(`${name} is deleted.`)).toBeVisible()
})

test('a role with members says why it stays', async ({ page }) => {
  const role = await ask('POST', 'roles', { name: fresh('Taken ') })
  await addUser(`${fresh('member')}@walk.test`, { role_id: role.id, org_id: 1 })
  await page.goto(`/app/roles/${Number(role.id)}`)
  await choose(page, 'Delete role')
  await page.getByRole('dialog').getByRole('button', { name: 'Delete role' }).click()
  await expect(page.getByRole('alert')).toContainText('assigned to users')
})
