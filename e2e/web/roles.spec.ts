import { addUser, ask, choose, expect, expectAccessible, fresh, test } from './walker.ts'

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
  // Beside an open row the list shows its first columns only; the page of the role shows all of it.
  const { rows } = (await ask('GET', `roles?search=${encodeURIComponent(name)}`)) as { rows: { id: number }[] }
  await page.goto(`/app/roles/${rows[0]?.id}`)
  await expect(page.getByRole('main')).toContainText('Tagger')
  await page.goto(`/app/roles/${rows[0]?.id}/edit`)
  await page.getByRole('checkbox', { name: 'Tagger' }).uncheck()
  await page.getByRole('button', { name: 'Save changes' }).click()
  await expect(page.getByText(`${name} is changed.`)).toBeVisible()

  await choose(page, 'Delete role')
  await page.getByRole('dialog').getByRole('button', { name: 'Delete role' }).click()
  await expect(page).toHaveURL(/\/app\/roles$/)
  await expect(page.getByText(`${name} is deleted.`)).toBeVisible()
})

test('the members of a role are moved before it is deleted', async ({ page }) => {
  const name = fresh('Taken ')
  const role = await ask('POST', 'roles', { name })
  const user = await addUser(`${fresh('member')}@walk.test`, { role_id: role.id, org_id: 1 })
  await page.goto(`/app/roles/${Number(role.id)}`)
  await choose(page, 'Delete role')
  await expect(page.getByRole('heading', { level: 1, name: `Move users of ${name}` })).toBeVisible()
  await expect(page.getByText('1 user has this role.')).toBeVisible()
  await page.getByRole('combobox', { name: 'New role' }).click()
  await page.getByRole('option', { name: 'Publisher' }).click()
  await page.getByRole('checkbox', { name: `Delete ${name} afterwards` }).check()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Move users and delete role' }).click()
  await expect(page.getByText(`1 user moved. ${name} is deleted.`)).toBeVisible()
  expect(await ask('GET', `users/${user}`)).toMatchObject({ role_id: 4 })
})

test('roles stand beside each other, and a permission leads to who has it', async ({ page }) => {
  await page.goto('/app/roles')
  await page.getByRole('link', { name: 'Permission matrix' }).click()
  await expect(page.getByRole('columnheader', { name: 'Sync user' })).toBeVisible()
  await expect(page.getByRole('row', { name: /^Sync\b/ }).getByText('Yes')).not.toHaveCount(0)
  await page.getByRole('link', { name: 'Site admin', exact: true }).click()
  await expect(page.getByRole('heading', { level: 2, name: /^Users \(/ })).toBeVisible()
  await expect(page.getByRole('link', { name: 'admin@admin.test' })).toBeVisible()
  await expectAccessible(page)
})
