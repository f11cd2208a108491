import { addOrganisation, addUser, ask, atRest, expect, expectAccessible, fresh, setSetting, test } from './walker.ts'

const pages = [
  '/app/',
  '/app/users',
  '/app/users?open=1',
  '/app/users/1?tab=activity',
  '/app/users/1?tab=api',
  '/app/users/add',
  '/app/users/import',
  '/app/users/1/edit',
  '/app/users?search=nobody-has-this-name',
  '/app/registrations',
  '/app/views',
  '/app/organisations',
  '/app/organisations/1?tab=used-by',
  '/app/organisations/1?tab=logo',
  '/app/organisations/1?tab=likely-duplicates',
  '/app/organisations/1/merge',
  '/app/organisations/add',
  '/app/merges',
  '/app/roles',
  '/app/roles/1',
  '/app/roles/1/edit',
  '/app/roles/matrix',
  '/app/roles/who?perm=perm_tagger',
  '/app/roles/3/members',
  '/app/statistics',
  '/app/statistics?tab=organisations',
  '/app/statistics?tab=growth',
  '/app/auth-keys',
  '/app/auth-keys/add',
  '/app/logs',
  '/app/requests',
  '/app/api-use',
  '/app/retention',
  '/app/workers',
  '/app/jobs',
  '/app/jobs/1',
  '/app/tasks',
  '/app/tasks/2',
  '/app/tasks/2/edit',
  '/app/settings',
  '/app/settings?history=MISP.org',
  '/app/settings/terms',
  '/app/mails',
  '/app/mails/setup',
  '/app/mails/reach',
  '/app/contact',
  '/app/contact?user=1',
  '/app/me',
  '/app/me?tab=keys',
  '/app/me?tab=password',
  '/app/me?tab=otp',
  '/app/me?tab=sessions',
  '/app/me?tab=settings',
  '/app/users/1?tab=auth-keys',
  '/app/users/1?tab=sessions',
  '/app/users/1?tab=settings',
  '/app/users/999999',
  '/app/nowhere',
]

/** What somebody wrote who wants more than to be read; wherever a page shows it, it is text (security 20). */
const hostile = `"'></script><img src=x onerror=alert(1)>`
const settings = { 'MISP.org': hostile, 'MISP.contact': hostile, 'Security.self_registration_message': hostile }
const seeded: string[] = []
test.beforeAll(async () => {
  const org_id = await addOrganisation(fresh(hostile))
  const texts = { description: hostile, nationality: hostile, sector: hostile, type: hostile, contacts: hostile }
  await ask('PATCH', `organisations/${org_id}`, texts)
  const role_id = Number((await ask('POST', 'roles', { name: fresh(hostile) })).id)
  const user_id = await addUser(`${fresh('hostile')}@hostile.test`, { org_id, role_id, external_auth_key: hostile })
  await ask('POST', 'authKeys', { user_id: 1, comment: hostile })
  for (const [name, value] of Object.entries(settings)) await setSetting(name, value)
  seeded.push(`users/${user_id}`, `roles/${role_id}`, `organisations/${org_id}`)
})
test.afterAll(async () => {
  for (const name of Object.keys(settings)) await setSetting(name, null)
  for (const row of seeded) await ask('DELETE', row)
})

for (const place of pages)
  test(`${place} shuts nobody out, by day and by night`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: 'light' })
    await page.goto(place)
    await expect(page.getByRole('heading').first()).toBeVisible()
    await atRest(page)
    expect(await page.locator('img[src=x]').count()).toBe(0)
    await expectAccessible(page)
    await page.emulateMedia({ colorScheme: 'dark' })
    await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark')
    await expectAccessible(page)
  })

test('security 21: a page may run nothing but the scripts it came with', async ({ page }) => {
  const answer = await page.goto('/app/')
  expect(answer?.headers()['content-security-policy']).toMatch(
    /script-src 'self';.*object-src 'none'.*frame-ancestors 'none'; ?require-trusted-types-for 'script'/,
  )
})
