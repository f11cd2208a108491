import { addPerson, ask, expect, password, signIn, test } from './walker.ts'

test.use({ storageState: { cookies: [], origins: [] } })

test('a user chooses where to begin, begins there, and takes what he keeps for clients back', async ({ page }) => {
  const { email, id } = await addPerson('person')
  await page.goto('/app/me?tab=settings')
  await signIn(page, email, password)
  await page.getByRole('button', { name: 'Set homepage' }).click()
  const homepage = page.getByRole('combobox', { name: 'homepage' })
  await homepage.fill('elsewhere')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText(/begins with one slash/)).toBeVisible()
  await homepage.fill('/users/statistics')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('homepage is saved.')).toBeVisible()

  // Site admins alone say who may open dashboards.
  await expect(page.getByRole('button', { name: /dashboard_access/ })).toHaveCount(0)
  await page.getByRole('button', { name: 'Set publish_alert_filter' }).click()
  const filter = page.getByRole('textbox', { name: 'publish_alert_filter' })
  await filter.fill('{"AND": ')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText(/This is not valid JSON/)).toBeVisible()
  await filter.fill('{"AND": {"Event.info": "x"}}')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText(/“Event.info” is none of/)).toBeVisible()
  await filter.fill('{"AND": {"Tag.name": "tlp:red"}}')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('button', { name: 'Reset publish_alert_filter' }).click()
  await page.getByRole('alert').filter({ hasText: 'is reset' }).getByRole('button', { name: 'Undo' }).click()
  await expect(page.getByText('publish_alert_filter is restored.')).toBeVisible()
  expect(await ask('GET', `userSettings/get?setting=publish_alert_filter&user_id=${id}`)).toMatchObject({
    value: { AND: { 'Tag.name': 'tlp:red' } },
  })

  await page.getByRole('button', { name: /^Account of/ }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await signIn(page, email, password)
  await expect(page.getByRole('heading', { level: 1, name: 'Statistics' })).toBeVisible()
  await expect(page).toHaveURL(/\/app\/statistics$/)
})

test('an admin sees and changes them on the page of the user', async ({ page, alpha, browser }) => {
  const { id } = await addPerson('person', { org_id: alpha.id })
  await page.close()
  const admin = await browser.newPage({ storageState: alpha.state })
  await admin.goto(`/app/users/${id}?tab=settings`)
  await admin.getByRole('button', { name: 'Set homepage' }).click()
  await admin.getByRole('combobox', { name: 'homepage' }).fill('/app/roles')
  await admin.getByRole('combobox', { name: 'homepage' }).press('Enter')
  await expect(admin.getByText('homepage is saved.')).toBeVisible()
  expect(await ask('GET', `userSettings/get?setting=homepage&user_id=${id}`)).toMatchObject({ user_id: id, value: { path: '/app/roles' } })
  await admin.close()
})
