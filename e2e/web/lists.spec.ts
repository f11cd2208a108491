import { addUser, ask, expect, fresh, test } from './walker.ts'

const crowd = async (count: number) => {
  const name = fresh('crowd')
  const ids = await Promise.all(Array.from({ length: count }, (_, n) => addUser(`${name}-${n}@walk.test`, { role_id: 3, org_id: 1 })))
  return { name, ids }
}
const disabledOf = async (ids: number[]) => (await Promise.all(ids.map((id) => ask('GET', `users/${id}`)))).map(({ disabled }) => disabled)

test('a row beside the list does not block it, and follows j and k', async ({ page }) => {
  const { name } = await crowd(2)
  await page.goto(`/app/users?search=${name}&sort=email`)
  await page.getByRole('link', { name: `${name}-0@walk.test` }).click()
  const panel = page.getByRole('dialog', { name: 'User' })
  await expect(panel.getByRole('heading', { name: `${name}-0@walk.test` })).toBeVisible()
  await page.keyboard.press('j')
  await expect(panel.getByRole('heading', { name: `${name}-1@walk.test` })).toBeVisible()
  await expect(page.getByRole('link', { name: `${name}-1@walk.test` })).toBeFocused()
  await page.getByRole('link', { name: `${name}-0@walk.test` }).click()
  await expect(panel.getByRole('heading', { name: `${name}-0@walk.test` })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(panel).toHaveCount(0)
})

test('Escape closes the question over the panel and nothing else, and the focus goes back', async ({ page }) => {
  const { name } = await crowd(1)
  await page.goto(`/app/users?search=${name}`)
  await page.getByRole('link', { name: `${name}-0@walk.test` }).click()
  const panel = page.getByRole('dialog', { name: 'User' })
  await panel.getByRole('button', { name: 'More actions' }).click()
  await page.getByRole('menuitem', { name: 'Delete user' }).click()
  const question = page.getByRole('dialog', { name: /^Delete user/ })
  await expect(question).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(question).toHaveCount(0)
  await expect(panel).toBeVisible()
  await expect(panel.getByRole('button', { name: 'More actions' })).toBeFocused()
})

test('rows are selected by x, changed at once and changed back', async ({ page }) => {
  const { name, ids } = await crowd(2)
  await ask('PATCH', `users/${ids[1]}`, { disabled: true })
  await page.goto(`/app/users?search=${name}&sort=email`)
  await expect(page.getByRole('link', { name: `${name}-0@walk.test` })).toBeVisible()
  for (const key of ['j', 'x', 'j', 'x']) await page.keyboard.press(key)
  await expect(page.getByText('2 selected')).toBeVisible()
  await page.getByRole('button', { name: 'Change selected' }).click()
  await page.getByRole('menuitem', { name: 'Disable accounts' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Disable accounts' }).click()
  await expect(page.getByText('2 users disabled.')).toBeVisible()
  await expect.poll(() => disabledOf(ids)).toEqual([true, true])
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect.poll(() => disabledOf(ids)).toEqual([false, true])
})

test('many are changed only after their number was typed', async ({ page }) => {
  const { name } = await crowd(21)
  await page.goto(`/app/users?search=${name}`)
  await page.getByRole('checkbox', { name: 'Select the rows of this page' }).check()
  await page.getByRole('button', { name: 'Change selected' }).click()
  await page.getByRole('menuitem', { name: 'Force password change' }).click()
  const question = page.getByRole('dialog')
  await expect(question.getByRole('button', { name: 'Force password change' })).toBeDisabled()
  await question.getByRole('textbox').fill('21')
  await question.getByRole('button', { name: 'Force password change' }).click()
  await expect(page.getByText('21 users must change their password.')).toBeVisible()
})

test('the actions of a row are in its menu', async ({ page }) => {
  const { name, ids } = await crowd(1)
  await page.goto(`/app/users?search=${name}`)
  await page.getByRole('row').filter({ hasText: name }).hover()
  await page.getByRole('button', { name: `Actions for ${name}-0@walk.test` }).click()
  await page.getByRole('menuitem', { name: 'Edit' }).click()
  await expect(page).toHaveURL(new RegExp(`/users/${ids[0]}/edit$`))
})

test('Back leaves a search in one step, however it was typed', async ({ page }) => {
  await page.goto('/app/roles')
  const search = page.getByRole('textbox', { name: 'Search' })
  await search.pressSequentially('Publ', { delay: 400 })
  await expect(page).toHaveURL(/search=Publ$/)
  await page.goBack()
  await expect(page).toHaveURL(/\/roles$/)
  await expect(search).toHaveValue('')
})

test('what was added is shown beside its list', async ({ page }) => {
  const name = fresh('Fresh ')
  await page.goto('/app/roles/add')
  await page.getByRole('textbox', { name: 'Name' }).fill(name)
  await page.getByRole('button', { name: 'Add role' }).click()
  await expect(page).toHaveURL(/\/roles\?open=\d+$/)
  await expect(page.getByRole('dialog', { name: 'Role' }).getByRole('heading', { name })).toBeVisible()
})

test('typing the exact name of an option keeps the options filtered by it', async ({ page }) => {
  await page.goto('/app/users/add')
  const role = page.getByRole('combobox', { name: 'Role' })
  await role.fill('Publisher')
  await expect(page.getByRole('option')).toHaveText(['Publisher'])
  await page.waitForLoadState('networkidle')
  await expect(page.getByRole('option')).toHaveText(['Publisher'])
})

test.describe('on a narrow screen', () => {
  test.use({ viewport: { width: 390, height: 844 } })
  test('rows are selected and sorted too', async ({ page }) => {
    const { name } = await crowd(2)
    await page.goto(`/app/users?search=${name}`)
    await page.getByRole('checkbox', { name: `Select ${name}-1@walk.test` }).check()
    await expect(page.getByText('1 selected')).toBeVisible()
    for (const direction of ['email', '-email']) {
      await page.getByRole('button', { name: 'Sort' }).click()
      await page.getByRole('menuitem', { name: 'Email' }).click()
      await expect(page).toHaveURL(new RegExp(`sort=${direction}$`))
    }
    await expect(page.getByRole('list', { name: 'Users' }).getByRole('link').first()).toHaveText(new RegExp(`^${name}-1`))
  })
})
