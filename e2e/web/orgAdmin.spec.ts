import { expect, fresh, test } from './walker.ts'

test.use({ storageState: async ({ alpha }, use) => use(alpha.state) })

test('an org admin sees and does what belongs to the own organisation', async ({ page, alpha }) => {
  await page.goto('/app/')
  const nav = page.getByRole('navigation', { name: 'Pages' })
  await expect(nav.getByRole('link', { name: 'Users', exact: true })).toBeVisible()
  await expect(nav.getByRole('link', { name: 'Settings' })).toHaveCount(0)

  await nav.getByRole('link', { name: 'Users', exact: true }).click()
  await expect(page.getByText(/^\d+ users$/)).toBeVisible()
  await expect(page.getByRole('cell', { name: 'ORGNAME' })).toHaveCount(0)
  await page.goto('/app/users/1')
  await expect(page.getByRole('alert')).toContainText('Not found')
  await page.goto('/app/roles')
  await expect(page.getByRole('link', { name: 'Publisher' })).toBeVisible()
  await expect(page.getByRole('link', { name: 'Add role' })).toHaveCount(0)
  await page.goto('/app/settings')
  await expect(page.getByRole('alert')).toContainText('This requires a site admin role.')

  const email = `${fresh('new')}@alpha.test`
  await page.goto('/app/users/add')
  await expect(page.getByRole('combobox', { name: 'Organisation' })).toHaveCount(0)
  await page.getByRole('textbox', { name: 'Email' }).fill(email)
  await page.getByRole('combobox', { name: 'Role' }).click()
  await expect(page.getByRole('option', { name: 'Publisher' })).toBeVisible()
  await expect(page.getByRole('option', { name: 'admin', exact: true })).toHaveCount(0)
  await page.getByRole('option', { name: 'User', exact: true }).click()
  await page.getByRole('button', { name: 'Add user' }).click()
  await page.getByRole('button', { name: 'I have kept it' }).click()
  await page.getByRole('link', { name: email }).click()
  await expect(page.getByRole('dialog')).toContainText(alpha.name)
})
