import { codeOf } from '../../packages/core/src/testing/codes.ts'
import { addUser, ask, expect, expectAccessible, fresh, password, signIn, test } from './walker.ts'

const someone = async (role_id = 1) => {
  const email = `${fresh('person')}@walk.test`
  return { email, id: await addUser(email, { role_id, org_id: 1 }) }
}
test.use({ storageState: { cookies: [], origins: [] } })

test('one-time passwords are set up by QR code, asked for in a second step, and shown as codes on paper', async ({ page }) => {
  const { email, id } = await someone()
  await page.goto('/app/me?tab=otp')
  await signIn(page, email, password)
  await expect(page.getByRole('img', { name: /^QR code/ })).toBeVisible()
  await expectAccessible(page)
  const secret = (await page.getByText(/^([A-Z2-7]{4} ){7}[A-Z2-7]{4}$/).innerText()).replaceAll(' ', '')
  const code = page.getByRole('textbox', { name: 'Code that the app shows now' })
  await code.fill('000000')
  await page.getByRole('button', { name: 'Turn on' }).click()
  await expect(page.getByText(/This is not the code of now/)).toBeVisible()
  await code.fill(codeOf(secret, Date.now()))
  await page.getByRole('button', { name: 'Turn on' }).click()
  await expect(page.getByText('One-time passwords are on.')).toBeVisible()
  const codes = await page
    .getByRole('listitem')
    .filter({ hasText: /^\d{6}$/ })
    .allInnerTexts()
  expect(codes).toHaveLength(50)
  await expectAccessible(page)
  await page.getByRole('button', { name: 'I have kept them' }).click()
  await expect(page.getByRole('button', { name: 'Show recovery codes' })).toBeVisible()

  await page.getByRole('button', { name: /^Account of/ }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await signIn(page, email, password)
  await expect(page).toHaveURL(/\/users\/otp/)
  await expectAccessible(page)
  const asked = page.getByLabel('One-time password')
  await asked.fill('000000')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByRole('alert')).toContainText('not the right one')
  await asked.fill(codes[0] ?? '')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Home' })).toBeVisible()
  expect(await ask('GET', `users/${id}`)).toMatchObject({ totp_is_set: true, hotp_counter: 1 })
})

test('a role that requires them lets nobody in before they are set up, and the codes are kept', async ({ page }) => {
  const role = await ask('POST', 'roles', { name: fresh('Careful '), otp_required: true, perm_auth: true })
  const { email } = await someone(Number(role.id))
  await page.goto('/app/organisations')
  await signIn(page, email, password)
  await expect(page.getByRole('heading', { name: 'Set up one-time passwords' })).toBeVisible()
  await expectAccessible(page)
  const secret = (await page.getByText(/^([A-Z2-7]{4} ){7}[A-Z2-7]{4}$/).innerText()).replaceAll(' ', '')
  await page.getByRole('textbox', { name: 'Code that the app shows now' }).fill(codeOf(secret, Date.now()))
  await page.getByRole('button', { name: 'Turn on' }).click()
  await expect(page.getByRole('listitem').filter({ hasText: /^\d{6}$/ })).toHaveCount(50)
  await page.getByRole('button', { name: 'I have kept them' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Organisations' })).toBeVisible()
})

test('what matters asks once more who is there, and is then done', async ({ page }) => {
  const { email } = await someone()
  await page.goto('/app/auth-keys/add')
  await signIn(page, email, password)
  await page.getByRole('textbox', { name: 'Comment' }).fill('proven')
  // Five minutes are too long for a test: the first answer is the one that comes then.
  const late = { error: 'forbidden', message: 'Say once more that it is you.', fields: {}, step_up: true }
  await page.route('**/api/authKeys', (route) => route.fulfill({ status: 403, json: late }), { times: 1 })
  await page.getByRole('button', { name: 'Add auth key' }).click()
  const dialog = page.getByRole('dialog', { name: 'Confirm that it is you' })
  await expect(dialog).toBeVisible()
  await expectAccessible(page)
  await dialog.getByRole('textbox', { name: 'Password' }).fill('not this one')
  await dialog.getByRole('button', { name: 'Confirm' }).click()
  await expect(dialog.getByText('This is not your password.')).toBeVisible()
  await dialog.getByRole('textbox', { name: 'Password' }).fill(password)
  await dialog.getByRole('button', { name: 'Confirm' }).click()
  await expect(page.getByRole('dialog', { name: 'New auth key' })).toBeVisible()
})

test('sessions are seen and ended', async ({ page, browser }) => {
  const { email, id } = await someone()
  const other = await browser.newPage({ storageState: { cookies: [], origins: [] } })
  await other.goto('/app/')
  await signIn(other, email, password)
  await expect(other.getByRole('heading', { level: 1, name: 'Home' })).toBeVisible()
  await page.goto('/app/me?tab=sessions')
  await signIn(page, email, password)
  await expect(page.getByText('This one')).toBeVisible()
  await expect(page.getByText('Signed in', { exact: true })).toHaveCount(2)
  await page.getByRole('button', { name: /^End the session of/ }).click()
  await expect(page.getByText('The session has ended.')).toBeVisible()
  await other.reload()
  await expect(other).toHaveURL(/\/users\/login/)
  await other.close()
  expect(await ask('GET', `sessions/of?user_id=${id}`)).toHaveLength(1)
})
