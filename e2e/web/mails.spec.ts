import { mailServer } from './mailServer.ts'
import { choose, expect, expectAccessible, test } from './walker.ts'

test('a key is made, a test mail is sent, one that was refused is sent again, and encryption is tried', async ({ page }) => {
  const sink = await mailServer()
  await page.goto('/app/mails?status=refused')
  await page.getByRole('button', { name: 'Export this list' }).click()
  await expect(page.getByRole('menuitem', { name: 'CSV' })).toHaveAttribute('href', /^\/api\/mails\/export\?.*status=refused/)
  await page.keyboard.press('Escape')
  await page.getByRole('link', { name: 'Mail server and key' }).click()
  await expect(page.getByText('The mail server answers and accepts this instance.')).toBeVisible()
  await expect(page.getByText('Do not use this key for anything else')).toBeVisible()
  await page.getByRole('button', { name: 'Generate key: Curve25519' }).click()
  await expect(page.getByText('The new key signs all further mail.')).toBeVisible()
  const file = page.waitForEvent('download')
  await page.getByRole('link', { name: 'Download public key' }).click()
  expect((await file).suggestedFilename()).toMatch(/^[0-9A-F]{40}\.asc$/)

  await page.getByRole('textbox', { name: 'To' }).fill('refuse@there.test')
  await page.getByRole('button', { name: 'Send test mail' }).click()
  await page.getByRole('link', { name: 'Show its delivery' }).click()
  const mail = page.getByRole('dialog')
  await expect(mail.getByText('550 No such mailbox')).toBeVisible()
  await expectAccessible(page)
  await choose(page, 'Send again')
  await page
    .getByRole('dialog', { name: /^Send “/ })
    .getByRole('button', { name: 'Send again' })
    .click()
  await expect(page.getByText('The mail to refuse@there.test is queued again.')).toBeVisible()

  await page.goto('/app/mails/setup')
  // Once all above is there: a list whose field is pushed out of sight hides itself.
  await expect(page.getByText('The mail server answers and accepts this instance.')).toBeVisible()
  await expect(page.getByRole('link', { name: 'Download public key' })).toBeVisible()
  await page.getByRole('combobox', { name: 'User' }).fill('walker')
  await expect(page.getByRole('option', { name: 'walker' }).first()).toBeVisible()
  // By keyboard: the list moves while it narrows down.
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Test', exact: true }).click()
  await expect(page.getByText('The mail would not be encrypted.')).toBeVisible()
  await expect(page.getByLabel('Source of the mail')).toContainText('multipart/signed')
  await expectAccessible(page)
  await sink.close()
})
