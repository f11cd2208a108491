import { AxeBuilder } from '@axe-core/playwright'
import { type Browser, test as base, expect, type Page } from '@playwright/test'

type State = Awaited<ReturnType<Awaited<ReturnType<Browser['newContext']>>['storageState']>>
export const password = 'A walk through all the screens 1'
const needed = (name: string) => {
  const value = process.env[name]
  if (!value) throw new Error(`${name} tells the walk about its instance; start it by \`npm run e2e\`.`)
  return value
}
export const address = () => needed('BASE_URL')
let count = 0
/** A name that no other test of this run has. */
export const fresh = (name: string) => `${name}${Date.now().toString(36)}${++count}`

/** Prepares what a test is not about, as the first admin would by script. */
export const ask = async (method: string, path: string, body?: object): Promise<Record<string, unknown>> => {
  const answer = await fetch(`${address()}/api/${path}`, {
    method,
    headers: { authorization: needed('ADMIN_KEY'), ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  })
  const said: unknown = await answer.json()
  if (!answer.ok) throw new Error(`${method} ${path}: ${JSON.stringify(said)}`)
  return said as Record<string, unknown>
}
export const addOrganisation = async (name: string) => Number((await ask('POST', 'organisations', { name })).id)
export const addUser = async (email: string, more: object) =>
  Number((await ask('POST', 'users', { email, password, change_pw: false, ...more })).id)
/** Somebody with a role that may little, in the first organisation unless said otherwise. */
export const addPerson = async (name: string, more: object = {}) => {
  const email = `${fresh(name)}@walk.test`
  return { email, id: await addUser(email, { role_id: 3, org_id: 1, ...more }) }
}
/** Null: its default. */
export const setSetting = (name: string, value: unknown) => ask('PATCH', `settings/${name}`, { value })

/** Through the form that everybody sees. */
export const signIn = async (page: Page, email: string, secret: string) => {
  await page.getByLabel('Email').fill(email)
  await page.getByLabel('Password').fill(secret)
  await page.getByRole('button', { name: 'Sign in' }).click()
}

const sessionOf = async (browser: Browser, email: string): Promise<State> => {
  const page = await browser.newPage({ storageState: { cookies: [], origins: [] } })
  await page.goto(`${address()}/app/`)
  await signIn(page, email, password)
  await expect(page.getByRole('heading', { level: 1, name: 'Home' })).toBeVisible()
  const state = await page.context().storageState()
  await page.close()
  return state
}

type Alpha = { id: number; name: string; state: State }

/** Every page is a site admin's unless a test says otherwise, and none may trip over an error of its own. */
export const test = base.extend<{ quiet: undefined }, { siteAdmin: State; alpha: Alpha }>({
  siteAdmin: [
    async ({ browser }, use) => {
      const email = `${fresh('walker')}@walk.test`
      await addUser(email, { role_id: 1, org_id: 1 })
      await use(await sessionOf(browser, email))
    },
    { scope: 'worker' },
  ],
  /** An organisation with an org admin and one user. */
  alpha: [
    async ({ browser }, use) => {
      const name = fresh('Alpha ')
      const id = await addOrganisation(name)
      const email = `${fresh('orgadmin')}@alpha.test`
      await addUser(email, { role_id: 2, org_id: id })
      await addUser(`${fresh('member')}@alpha.test`, { role_id: 3, org_id: id })
      await use({ id, name, state: await sessionOf(browser, email) })
    },
    { scope: 'worker' },
  ],
  storageState: async ({ siteAdmin }, use) => use(siteAdmin),
  quiet: [
    async ({ page }, use) => {
      // The people of a worker are signed in for as long as it runs: what matters wants to know again who is there.
      await page.request.post(`${address()}/api/session/prove`, { data: { password } })
      const faults: string[] = []
      page.on('pageerror', (error) => faults.push(error.message))
      page.on('console', (message) => {
        if (message.type() === 'error' && !message.text().includes('the server responded with a status of 4')) faults.push(message.text())
      })
      await use(undefined)
      expect(faults).toEqual([])
    },
    { auto: true },
  ],
})

/** In the browser: resolves once fonts are loaded, no skeleton is shown and no animation that ends is running. */
const settle = async () => {
  const frame = () => new Promise(requestAnimationFrame)
  const isMoving = () => document.getAnimations().some(({ effect }) => effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY)
  const isLoading = () => document.querySelector('.mantine-Skeleton-root') !== null
  await document.fonts.ready
  for (let still = 0; still < 3; still = isMoving() || isLoading() ? 0 : still + 1) await frame()
}

/** Waits until the page is at rest. A page that is still fading in has colours that nobody reads. */
export const atRest = async (page: Page) => {
  await page.waitForLoadState('networkidle')
  await page.evaluate(settle)
}

/** Expects that axe finds no fault on the page, once it is at rest. */
export const expectAccessible = async (page: Page) => {
  await atRest(page)
  const { violations } = await new AxeBuilder({ page }).analyze()
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' · ')}`)
  expect(found).toEqual([])
}

/** Does one thing with a row on its page or in its drawer: by the button in its head, else from its menu. */
export const choose = async (page: Page, action: string) => {
  const button = page.getByRole('button', { name: action, exact: true }).or(page.getByRole('link', { name: action, exact: true }))
  await page.getByRole('button', { name: 'More actions' }).or(button).first().waitFor()
  if (await button.isVisible()) return button.click()
  await page.getByRole('button', { name: 'More actions' }).click()
  await page.getByRole('menuitem', { name: action }).click()
}
export { expect } from '@playwright/test'
