import { test as base, expect } from '@playwright/test'
import { signIn } from './walker.ts'

/** The first sign-in of an installation; the other tests come in as people of their own. */
base('whoever is not signed in comes back to the page, after choosing a password', async ({ page }) => {
  await page.goto('/app/roles?sort=name')
  await expect(page).toHaveURL(/\/users\/login/)
  await signIn(page, process.env.ADMIN_EMAIL ?? '', process.env.ADMIN_PASSWORD ?? '')

  await expect(page.getByRole('heading', { name: 'Choose a new password' })).toBeVisible()
  await page.goto('/app/users')
  await expect(page.getByRole('heading', { name: 'Choose a new password' })).toBeVisible()

  const field = (name: string) => page.getByRole('textbox', { name, exact: true })
  await field('Current password').fill('not this one')
  await field('New password').fill('short')
  await field('Confirm password').click()
  await expect(page.getByText('At least 12 characters.')).toBeVisible()
  await field('New password').fill('Chosen by the first admin 1')
  await field('Confirm password').fill('Chosen by the first admin 2')
  await page.getByRole('button', { name: 'Change password' }).click()
  await expect(page.getByText('Please re-enter your password twice so that the values match.')).toBeVisible()
  await field('Confirm password').fill('Chosen by the first admin 1')
  await page.getByRole('button', { name: 'Change password' }).click()
  await expect(page.getByText('This is not your current password.').first()).toBeVisible()
  await field('Current password').fill(process.env.ADMIN_PASSWORD ?? '')
  await page.getByRole('button', { name: 'Change password' }).click()

  await expect(page.getByRole('heading', { level: 1, name: 'Users' })).toBeVisible()
  await page.getByRole('button', { name: /^Account of/ }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await expect(page).toHaveURL(/\/users\/login/)
  await page.goto('/app/')
  await expect(page).toHaveURL(/\/users\/login/)
})
