import { ask, expect, fresh, setSetting, test } from './walker.ts'

test('a registration that waits is told on Home and counted in the sidebar, by one question', async ({ page }) => {
  await setSetting('Security.allow_self_registration', true)
  await ask('POST', 'registrations', { email: `${fresh('stranger')}@reg.test` })
  await setSetting('Security.allow_self_registration', null)
  const asked: string[] = []
  page.on('request', (request) => {
    const { pathname } = new URL(request.url())
    if (pathname.startsWith('/api/')) asked.push(pathname)
  })
  await page.goto('/app/')
  await expect(page.getByText(/registrations? waits? for a decision\./)).toBeVisible()
  await expect(page.getByRole('navigation').getByRole('link', { name: /^Registrations \d/ })).toBeVisible()
  await expect(page.getByRole('heading', { name: 'This instance' })).toBeVisible()
  await expect(page.getByRole('heading', { name: 'Latest changes' })).toBeVisible()
  expect(asked.sort()).toEqual(['/api/attention/figures', '/api/attention/now', '/api/changes', '/api/logs', '/api/session/me'])
})

test('the latest changes are not buried under sign-ins, mails and requests', async ({ page }) => {
  const name = fresh('Noted ')
  await ask('POST', 'organisations', { name })
  for (let times = 0; times < 12; times++) await page.request.post('/users/login', { form: {} })
  await page.goto('/app/')
  const latest = page.locator('section').filter({ has: page.getByRole('heading', { name: 'Latest changes' }) })
  await expect(latest.getByText(`: ${name}`)).toBeVisible()
  await expect(latest.getByRole('link', { name: /^(login|auth|request|email)/ })).toHaveCount(0)
})

test('what one comes for is in the sidebar, also the mail to users', async ({ page }) => {
  await page.goto('/app/')
  await page.getByRole('navigation').getByRole('link', { name: 'Contact users' }).click()
  await expect(page).toHaveURL(/\/contact$/)
})
