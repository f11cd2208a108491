import { addUser, choose, expect, fresh, test } from './walker.ts'

test('a user is added, with the key shown once', async ({ page, alpha }) => {
  const email = `${fresh('anna')}@alpha.test`
  await page.goto('/app/users')
  await page.getByRole('link', { name: 'Add user' }).click()
  const emailBox = page.getByRole('textbox', { name: 'Email' })
  await emailBox.fill('no address')
  await emailBox.blur()
  await expect(page.getByText('Please enter a valid email address.')).toBeVisible()
  await emailBox.fill(email)
  await page.getByRole('combobox', { name: 'Organisation' }).fill(alpha.name)
  await page.getByRole('option', { name: alpha.name }).click()
  await page.getByRole('combobox', { name: 'Role' }).click()
  await page.getByRole('option', { name: 'User', exact: true }).click()
  await page.getByRole('textbox', { name: 'Temporary password' }).fill('short')
  await page.getByRole('button', { name: 'Add user' }).click()
  await expect(page.getByRole('alert')).toContainText('Temporary password')
  await page.getByRole('textbox', { name: 'Temporary password' }).fill('A rather long password 1')
  await page.getByRole('button', { name: 'Add user' }).click()

  const dialog = page.getByRole('dialog', { name: 'New auth key' })
  await expect(dialog.getByText(/^[a-zA-Z0-9]{40}$/)).toBeVisible()
  await dialog.getByRole('button', { name: 'I have kept it' }).click()
  await page.getByRole('textbox', { name: 'Search' }).fill(email)
  await page.getByRole('link', { name: email }).click()
  await expect(page.getByRole('dialog')).toContainText(alpha.name)
  await expect(page.getByRole('dialog')).toContainText('Must change password')
})

test('a user is changed, and an account disabled by mistake is enabled again', async ({ page }) => {
  const email = `${fresh('jonas')}@walk.test`
  const id = await addUser(email, { role_id: 3, org_id: 1 })
  await page.goto(`/app/users/${id}/edit`)
  await page.getByRole('checkbox', { name: 'Terms accepted' }).check()
  await page.getByRole('combobox', { name: 'Role' }).click()
  await page.getByRole('option', { name: 'Publisher' }).click()
  await expect(page.getByText('Changed: Role, Terms accepted')).toBeVisible()
  await page.getByRole('button', { name: 'Save changes' }).click()
  await expect(page.getByRole('link', { name: 'Publisher' })).toBeVisible()

  await choose(page, 'Disable account')
  await expect(page.getByText('Disabled', { exact: true }).first()).toBeVisible()
  await page.getByRole('button', { name: 'Undo' }).click()
  await page.getByRole('button', { name: 'More actions' }).click()
  await expect(page.getByRole('menuitem', { name: 'Disable account' })).toBeVisible()
})

test('a key is reset, a user deleted for good', async ({ page }) => {
  const email = `${fresh('marta')}@walk.test`
  await page.goto(`/app/users/${await addUser(email, { role_id: 3, org_id: 1 })}`)
  await choose(page, 'Reset auth key')
  await page.getByRole('dialog').getByRole('button', { name: 'Reset auth key' }).click()
  const key = page.getByRole('dialog', { name: 'New auth key' })
  await expect(key.getByText(/^[a-zA-Z0-9]{40}$/)).toBeVisible()
  await key.getByRole('button', { name: 'I have kept it' }).click()
  await choose(page, 'Delete user')
  await page.getByRole('dialog').getByRole('textbox').fill(email)
  await page.getByRole('dialog').getByRole('button', { name: 'Delete user' }).click()
  await expect(page).toHaveURL(/\/app\/users$/)
  await page.getByRole('textbox', { name: 'Search' }).fill(email)
  await expect(page.getByRole('heading', { name: 'No user matches' })).toBeVisible()
})
