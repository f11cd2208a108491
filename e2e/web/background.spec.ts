import { mailServer } from './mailServer.ts'
import { ask, expect, expectAccessible, test } from './walker.ts'

const taskId = async (type: string) => {
  const { rows } = (await ask('GET', 'tasks')) as { rows?: { id: number; type: string }[] }
  return rows?.find((row) => row.type === type)?.id
}

test('a schedule is edited by hours or cron, in a time zone, with its next runs shown before it is saved', async ({ page }) => {
  const id = await taskId('key_health')
  await page.goto(`/app/tasks/${id}/edit`)
  const runs = page.getByRole('region', { name: 'Next runs' }).getByRole('listitem')
  await expect(runs).toHaveCount(5)
  await page.getByText('Cron', { exact: true }).click()
  const cron = page.getByRole('textbox', { name: 'Cron expression' })
  await cron.fill('0 25 * * FOO')
  await expect(page.getByText(/“25” is no hour: write 0 to 23.*“FOO” is no weekday/)).toBeVisible()
  await expectAccessible(page)
  await cron.fill('30 6 * * 1')
  await page.getByRole('combobox', { name: 'Time zone' }).fill('Luxembourg')
  await page.getByRole('option', { name: 'Europe/Luxembourg' }).click()
  await expect(runs).toHaveCount(5)
  await expect(runs.first()).toContainText(/^Mon, .* 06:30 (CET|CEST|GMT\+[12])/)
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Save changes' }).click()
  await expect(page.getByText('key_health is changed.')).toBeVisible()
  await expect(page.getByText('All times are in Europe/Luxembourg.')).toBeVisible()
  await expect(page.getByText('Cron 30 6 * * 1, Europe/Luxembourg')).toBeVisible()
  // Every time on the page is in that zone.
  for (const time of await page.locator('main time').all()) await expect(time).toHaveText(/(CET|CEST|GMT\+[12])$/)
  await expectAccessible(page)

  await page.goto(`/app/tasks/${id}/edit`)
  await page.getByText('Every … hours').click()
  await page.getByRole('textbox', { name: 'Frequency in hours' }).fill('1')
  await page.getByLabel('Next run: day').fill('2040-01-02')
  await page.getByLabel('Time in Europe/Luxembourg').fill('01:15')
  await expect(runs.nth(1)).toContainText('Mon, 2 Jan 2040, 02:15')
  await page.getByRole('button', { name: 'Save changes' }).click()
  await expect(page.getByText('Every hour', { exact: true })).toBeVisible()
  expect(await ask('GET', `tasks/${id}`)).toMatchObject({ cron: '', timer: 1, next_execution_time: '2040-01-02T00:15:00.000Z' })
})

test('workers stand in one table, and a queue is paused and resumed', async ({ page }) => {
  await page.goto('/app/workers')
  const table = page.getByRole('table', { name: 'Workers' })
  await expect(table.getByText('Running').first()).toBeVisible()
  await expect(table.getByRole('columnheader', { name: 'Last heartbeat' })).toHaveCount(1)
  await page.getByRole('button', { name: 'Pause cache' }).click()
  await expect(page.getByText('Queue cache is paused.')).toBeVisible()
  await page.getByRole('button', { name: 'Resume cache' }).click()
  await expect(page.getByText('Queue cache is resumed.')).toBeVisible()
  await expectAccessible(page)
})

test('a cancelled job is retried from its page, and all that match from the list', async ({ page }) => {
  const id = await taskId('purge_jobs')
  await ask('POST', 'workers/pause', { queue: 'default' })
  await ask('POST', `tasks/${id}/runNow`, {})
  await ask('POST', `tasks/${id}/runNow`, {})
  const waiting = (await ask('GET', 'jobs?status=waiting&job_type=purge_jobs')) as { rows: { id: number }[] }
  for (const job of waiting.rows) await ask('POST', `jobs/${job.id}/cancel`, {})
  const [first] = waiting.rows
  await page.goto(`/app/jobs/${first?.id}`)
  await expect(page.getByText('Cancelled', { exact: true }).first()).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Retry' }).click()
  await expect(page.getByText('The job is queued again.')).toBeVisible()
  await ask('POST', `jobs/${first?.id}/cancel`, {})

  await page.goto('/app/jobs?status=cancelled&job_type=purge_jobs')
  await page.getByRole('button', { name: 'Retry all 2' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Retry all 2' }).click()
  await expect(page.getByText('2 jobs queued again.')).toBeVisible()
  await ask('POST', 'workers/unpause', { queue: 'default' })
})

test('a job whose mails were refused is not plain green', async ({ page }) => {
  const sink = await mailServer()
  await ask('POST', 'mails/sendTest', { to: 'refuse@there.test' })
  await page.goto('/app/jobs?job_type=send_mail')
  const row = page.getByRole('row').filter({ hasText: '1 refused' })
  await expect(row.getByText('Completed, 1 failed').first()).toBeVisible()
  await expectAccessible(page)
  await sink.close()
})
