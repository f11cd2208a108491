import { addOrganisation, addUser, ask, choose, expect, expectAccessible, fresh, test } from './walker.ts'

test('an organisation is merged into another and comes back', async ({ page }) => {
  const [from, to] = [fresh('Old Energy '), fresh('Energy ')]
  const [id, kept] = [await addOrganisation(from), await addOrganisation(to)]
  const user = await addUser(`${fresh('member')}@energy.test`, { role_id: 3, org_id: id })

  await page.goto(`/app/organisations/${id}`)
  await choose(page, 'Merge')
  await expect(page.getByRole('heading', { level: 1, name: `Merge ${from}` })).toBeVisible()
  const target = page.getByRole('combobox', { name: 'Merge into' })
  await target.fill(from)
  await expect(page.getByText('No organisation matches')).toBeVisible()
  await target.fill(to)
  await page.getByRole('option', { name: to }).click()
  await expect(page.getByRole('columnheader', { name: `Will be deleted ${from}` })).toBeVisible()
  await expect(page.getByRole('columnheader', { name: `Will be kept ${to}` })).toBeVisible()
  await expect(page.getByRole('row', { name: /^Users 1 0$/ })).toBeVisible()
  await expect(page.getByRole('listitem').filter({ hasText: /^1 user$/ })).toBeVisible()
  await expect(page.getByText('Log entries', { exact: true })).toBeVisible()
  await expect(page.getByText('org_id')).toHaveCount(0)
  await expectAccessible(page)
  const merge = page.getByRole('button', { name: `Merge into ${to}` })
  await expect(merge).toBeDisabled()
  await page.getByRole('textbox', { name: 'to confirm' }).fill(from)
  await merge.click()

  await expect(page.getByRole('heading', { level: 1, name: `${from} is merged` })).toBeVisible()
  expect(await ask('GET', `users/${user}`)).toMatchObject({ org_id: kept })
  await page.getByRole('button', { name: 'Undo the merge' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Undo the merge' }).click()
  await expect(page.getByText('is restored with 1 record.')).toBeVisible()
  expect(await ask('GET', `users/${user}`)).toMatchObject({ org_id: id })

  await page.goto('/app/merges')
  await page.getByRole('link', { name: from }).click()
  await expect(page.getByRole('dialog').getByText('This merge has been undone.')).toBeVisible()
  await expectAccessible(page)
})

test('a change is taken back from its entry in the log, field by field', async ({ page }) => {
  const name = fresh('Field Works ')
  const id = await addOrganisation(name)
  await ask('PATCH', `organisations/${id}`, { sector: 'Energy', nationality: 'Norway' })
  await ask('PATCH', `organisations/${id}`, { sector: 'Finance' })
  await page.goto(`/app/organisations/${id}?tab=activity`)
  await page.getByRole('listitem').filter({ hasText: 'nationality' }).first().getByRole('link').click()
  const row = (field: string) => page.getByRole('row', { name: new RegExp(`Revert ${field}`) })
  await expect(row('sector')).toContainText('Changed since')
  await expect(row('sector').getByRole('checkbox')).not.toBeChecked()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Revert 1 field' }).click()
  await expect(page.getByText('Reverted: nationality.')).toBeVisible()
  expect(await ask('GET', `organisations/${id}`)).toMatchObject({ sector: 'Finance', nationality: '' })
})

test('what was deleted comes back from the log', async ({ page }) => {
  const name = fresh('Back Again ')
  const id = await addOrganisation(name)
  await ask('DELETE', `organisations/${id}`)
  const found = (await ask('GET', `logs?model=Organisation&model_id=${id}&action=delete`)) as { rows?: { id: number }[] }
  await page.goto(`/app/logs/${found.rows?.[0]?.id}`)
  await page.getByRole('button', { name: 'Restore' }).click()
  await expect(page.getByText(`It is restored as number ${id}.`)).toBeVisible()
  expect(await ask('GET', `organisations/${id}`)).toMatchObject({ name })
})
