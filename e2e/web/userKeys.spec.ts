import { gnupg } from '../../packages/core/src/testing/gpg.ts'
import { tlsServer } from '../../packages/core/src/testing/tlsServer.ts'
import { address, expect, expectAccessible, fresh, setSetting, test } from './walker.ts'

test('a key is found for a new user and shown on his page; what is no key is refused', async ({ page }) => {
  const gpg = gnupg()
  const { KEY_SERVER_KEY: key = '', KEY_SERVER_CERT: cert = '' } = process.env
  const server = await tlsServer({ key, cert })
  const email = `${fresh('erika')}@keys.test`
  const armored = gpg.make(email, { expire: '2y' })
  const fingerprint = gpg.fingerprint(email)
  const index = new URLSearchParams({ op: 'index', fingerprint: 'on', options: 'mr', exact: 'on', search: email })
  const body = `pub:${fingerprint}:22:256:1600000000::\nuid:${encodeURIComponent(`Erika <${email}>`)}:1600000000::\n`
  server.pages.set(`/pks/lookup?${index}`, { body })
  server.pages.set(`/pks/lookup?op=get&options=mr&search=0x${fingerprint}`, { body: armored })
  await setSetting('Proxy.host', '127.0.0.1')
  await setSetting('Proxy.port', server.proxyPort)
  await setSetting('GnuPG.key_servers', 'https://keys.test')

  await page.goto('/app/users/add')
  await expect(page.getByRole('button', { name: 'Find key' })).toBeDisabled()
  await page.getByRole('textbox', { name: 'Email', exact: true }).fill('nobody@keys.test')
  await page.getByRole('button', { name: 'Find key' }).click()
  await expect(page.getByText('No key found for nobody@keys.test.')).toBeVisible()
  await page.getByRole('textbox', { name: 'Email', exact: true }).fill(email)
  await page.getByRole('button', { name: 'Find key' }).click()
  await expect(page.getByText(fingerprint)).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Use this key' }).click()
  await expect(page.getByRole('textbox', { name: 'PGP key' })).toHaveValue(/BEGIN PGP PUBLIC KEY BLOCK/)
  await page.getByRole('button', { name: 'Add user' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'I have kept it' }).click()

  await page.getByRole('textbox', { name: 'Search' }).fill(email)
  await page.getByRole('link', { name: email }).click()
  await expect(page.getByRole('dialog').getByText('Mail is encrypted with it')).toBeVisible()
  await expect(page.getByRole('dialog').getByText(fingerprint)).toBeVisible()
  await expectAccessible(page)

  const byKey = async (path: string) => {
    const answer = await fetch(`${address()}${path}`, {
      headers: { authorization: process.env.ADMIN_KEY ?? '', accept: 'application/json' },
    })
    return [answer.status, await answer.text()] as const
  }
  const [, list] = await byKey(`/users/searchGpgKey/${email}`)
  expect(JSON.parse(list)).toEqual([{ fingerprint, key_id: fingerprint.slice(-8), date: '2020-09-13', address: email }])
  expect(await byKey(`/users/fetchGpgKey/${fingerprint}`)).toEqual([200, armored])
  expect((await byKey(`/users/fetchGpgKey/${'0'.repeat(40)}`))[0]).toBe(404)

  await page.goto('/app/me')
  await page.getByRole('textbox', { name: 'PGP key' }).fill('This is my key.')
  await page.getByRole('button', { name: 'Save changes' }).click()
  await expect(page.getByRole('alert')).toContainText('This is no OpenPGP public key.')
  await setSetting('Proxy.host', '')
  await setSetting('GnuPG.key_servers', '')
  server.close()
  gpg.close()
})
