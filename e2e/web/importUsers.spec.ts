import { readFile } from 'node:fs/promises'
import { expect, expectAccessible, fresh, test } from './walker.ts'

test('users come from a file: its columns are named, what is wrong is said, then all of them are added with passwords shown once', async ({
  page,
}) => {
  const name = fresh('imported')
  await page.goto('/app/users')
  await page.getByRole('link', { name: 'Import users' }).click()
  // As an old spreadsheet writes it: semicolons, Latin-1, a heading that nobody knows.
  const csv = `Kontakt;Org;Role;Name\r\n${name}1@walk.test;ORGNAME;Publisher;Jérôme\r\n${name}1@walk.test;ORGNAME;Emperor;Zoë\r\n`
  const choose = (text: string) =>
    page.locator('input[type=file]').setInputFiles({ name: 'people.csv', mimeType: 'text/csv', buffer: Buffer.from(text, 'latin1') })
  await choose(csv)
  await expect(page.getByText('The file is not UTF-8')).toBeVisible()
  await expect(page.getByText('Jérôme · Zoë')).toBeVisible()
  await expect(page.getByText('No column stands for “Email”')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Import 2 users' })).toBeDisabled()

  await page.getByRole('combobox', { name: 'Kontakt stands for' }).click()
  await page.getByRole('option', { name: 'Email', exact: true }).click()
  await expect(page.getByText('1 of 2 rows cannot be imported')).toBeVisible()
  const first = page.getByRole('table', { name: 'Rows of the file' }).getByRole('row').nth(1)
  await expect(first).toContainText('Line 2 has the same email address.')
  await expect(first).toContainText('There is no role “Emperor”')
  await expectAccessible(page)

  await page.getByRole('button', { name: 'Take another' }).click()
  await choose(csv.replace('Kontakt', 'Mail').replace(`${name}1@walk.test;ORGNAME;Emperor`, `${name}2@walk.test;;User`))
  await page.getByRole('radio', { name: 'Temporary ones, shown here once' }).check()
  await expect(page.getByText('2 users will be added.')).toBeVisible()
  await page.getByRole('button', { name: 'Import 2 users' }).click()
  await expect(page.getByRole('heading', { name: '2 users added' })).toBeVisible()
  await expectAccessible(page)

  await page.getByRole('link', { name: 'Back to users' }).click()
  await page.getByRole('dialog', { name: 'Leave without the passwords?' }).getByRole('button', { name: 'Cancel' }).click()
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Download 2 passwords' }).click()
  const lines = (await readFile(await (await download).path(), 'utf8')).trim().split('\r\n')
  expect(lines[0]).toBe('email,password')
  expect(lines[1]).toMatch(new RegExp(`^${name}1@walk.test,[^=+@-].{39}$`))

  await page.getByRole('link', { name: `${name}2@walk.test` }).click()
  await expect(page.getByRole('heading', { name: `${name}2@walk.test` })).toBeVisible()
  await expect(page.getByText('Must change password').first()).toBeVisible()
})

test('nothing is changed while the import is under way', async ({ page }) => {
  let arrive = () => {}
  const arrived = new Promise<void>((resolve) => (arrive = resolve))
  await page.route('**/api/users/import', async (route) => {
    const done = await route.fetch()
    if (!route.request().postData()?.includes('dry_run')) await arrived
    await route.fulfill({ response: done })
  })
  await page.goto('/app/users/import')
  await page.getByRole('textbox', { name: 'Or paste it here' }).fill(`email\n${fresh('slow')}@walk.test\n`)
  await page.getByRole('button', { name: 'Read what is pasted' }).click()
  await page.getByRole('radio', { name: 'Temporary ones, shown here once' }).check()
  await page.getByRole('button', { name: 'Import 1 user' }).click()
  await expect(page.locator('[inert]')).toContainText('Passwords of rows that bring none')
  arrive()
  await expect(page.getByRole('heading', { name: '1 user added' })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Download 1 password' })).toBeVisible()
  await expect(page.locator('[inert]')).toHaveCount(0)
})

test.describe('an org admin', () => {
  test.use({ storageState: async ({ alpha }, use) => use(alpha.state) })
  test('imports into the own organisation, by keyboard and paste', async ({ page, alpha }) => {
    const email = `${fresh('pasted')}@alpha.test`
    await page.goto('/app/users/import')
    await page.getByRole('textbox', { name: 'Or paste it here' }).fill(`email\torganisation\n${email}\tORGNAME\n`)
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await expect(page.getByText(`You add users to your own organisation only: ${alpha.name}.`)).toBeVisible()
    await expect(page.getByRole('combobox', { name: 'Organisation of rows that name none' })).toHaveCount(0)
    await page.getByRole('textbox', { name: 'Or paste it here' }).fill(`email\n${email}\n`)
    await page.getByRole('button', { name: 'Read what is pasted' }).click()
    await page.getByRole('button', { name: 'Import 1 user' }).click()
    await expect(page.getByRole('heading', { name: '1 user added' })).toBeVisible()
    await page.getByRole('link', { name: email }).click()
    await expect(page.getByText(alpha.name).first()).toBeVisible()
  })
})
