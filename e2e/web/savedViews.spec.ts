import { addUser, atRest, expect, fresh, test } from './walker.ts'

const views = /^Views/

test('a view is saved, recognised, changed, updated, shared and deleted, and that is taken back', async ({ page }) => {
  const name = fresh('Disabled ')
  await page.goto('/app/users?disabled=1')
  await page.getByRole('button', { name: views }).click()
  await page.getByRole('menuitem', { name: 'Save as a new view…' }).click()
  await page.getByRole('textbox', { name: 'Name' }).fill(name)
  await page.getByRole('button', { name: 'Save view' }).click()
  await expect(page.getByRole('button', { name: `Views: ${name}`, exact: true })).toBeVisible()

  await page.getByRole('textbox', { name: 'Search' }).fill('walk')
  await page.getByRole('button', { name: `Views: ${name}, changed` }).click()
  await page.getByRole('menuitem', { name: 'Update' }).click()
  await expect(page.getByRole('button', { name: `Views: ${name}`, exact: true })).toBeVisible()

  // Whoever comes by the same question is told that it has a name.
  await page.goto('/app/users?search=walk&disabled=1')
  await page.getByRole('button', { name: `Views: ${name}`, exact: true }).click()
  await page.getByRole('menuitem', { name: 'Rename or share…' }).click()
  await page.getByRole('radio', { name: 'Everyone here' }).check()
  await page.getByRole('button', { name: 'Save changes' }).click()
  await expect(page.getByText(`“${name}” is changed.`)).toBeVisible()

  await page.getByRole('button', { name: views }).click()
  await page.getByRole('menuitem', { name: 'Delete this view' }).click()
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(page.getByRole('button', { name: `Views: ${name}`, exact: true })).toBeVisible()

  await page.goto('/app/')
  await expect(page.getByRole('heading', { level: 1, name: 'Home' })).toBeVisible()
  await page.keyboard.press('Control+k')
  await page.getByRole('textbox', { name: 'Find' }).fill(name)
  await page.getByRole('button', { name: new RegExp(name) }).click()
  await expect(page).toHaveURL(/users\?disabled=1&search=walk&view=\d+/)
})

test('a view is shown to whom it is for, who changes it no more than anything else', async ({ page, browser, alpha }) => {
  const name = fresh('For all ')
  await page.request.post('/api/savedViews', { data: { noun: 'users', name, query: 'gone=1&disabled=0', reach: 'everyone' } })
  const other = await browser.newPage({ storageState: alpha.state })
  await other.goto('/app/users')
  await other.getByRole('button', { name: views }).click()
  await other.getByRole('menuitem', { name }).click()
  await expect(other.getByText('Left out: “gone”.')).toBeVisible()
  await expect(other.getByRole('table', { name: 'Users' })).toBeVisible()
  await other.getByRole('button', { name: views }).click()
  await expect(other.getByRole('menuitem', { name: 'Leave this view' })).toBeVisible()
  await expect(other.getByRole('menuitem', { name: 'Delete this view' })).toHaveCount(0)
  await other.close()
})

test('saved views are found by the name of their list; theirs is none that views are saved of', async ({ page }) => {
  const name = fresh('Somebody’s keys ')
  await page.request.post('/api/savedViews', { data: { noun: 'authKeys', name, query: 'search=siem', reach: 'me' } })
  await page.goto('/app/views')
  await expect(page.getByRole('link', { name })).toBeVisible()
  await expect(page.getByRole('button', { name: views })).toHaveCount(0)
  await page.getByRole('button', { name: 'Filter', exact: true }).click()
  await page.getByRole('menuitem', { name: 'List' }).click()
  await page.getByRole('combobox', { name: 'List' }).click()
  await page.getByRole('option', { name: 'Auth keys' }).click()
  await page.getByRole('button', { name: 'Apply filter' }).click()
  await expect(page).toHaveURL(/noun=authKeys/)
  await expect(page.getByRole('button', { name: 'List: Auth keys' })).toBeVisible()
  await expect(page.getByRole('link', { name })).toBeVisible()
})

test('what is typed last does not call back whoever leaves', async ({ page }) => {
  await page.clock.install()
  await page.goto('/app/users')
  await expect(page.getByRole('table', { name: 'Users' })).toBeVisible()
  // The next page takes longer to come than a search waits for the next letter.
  let arrive = () => {}
  const arrived = new Promise<void>((resolve) => (arrive = resolve))
  await page.route(/assets\/Settings-.*\.js$/, async (route) => {
    await arrived
    await route.continue()
  })
  await page.getByRole('textbox', { name: 'Search' }).pressSequentially('walk')
  await page.getByRole('link', { name: 'Settings' }).click()
  // More time than a search waits for the next letter.
  await page.clock.fastForward(1000)
  arrive()
  await expect(page).toHaveURL(/\/app\/settings$/)
  await expect(page.getByRole('heading', { level: 1, name: 'Settings' })).toBeVisible()
})

test.describe('at 1280 px', () => {
  test.use({ viewport: { width: 1280, height: 800 } })
  for (const place of ['users', 'jobs', 'organisations', 'auth-keys'])
    test(`the columns of ${place} that are shown at first stand side by side`, async ({ page }) => {
      const email = `${fresh('somebody-with-a-name-that-is-really-long')}@department-of-research.university-of-somewhere.test`
      await addUser(email, { role_id: 3, org_id: 1, disabled: true })
      await page.goto(`/app/${place}`)
      await expect(page.getByRole('table')).toBeVisible()
      await atRest(page)
      const wider = await page
        .getByRole('table')
        .evaluate(({ parentElement: box }) => (box ? box.scrollWidth - box.clientWidth : Number.NaN))
      expect(wider).toBe(0)
    })
})
