import { defineConfig, devices } from '@playwright/test'

/** One instance for the whole walk (instance.ts starts it); BASE_URL, ADMIN_EMAIL, ADMIN_PASSWORD and ADMIN_KEY tell the tests about it. */
export default defineConfig({
  testDir: '.',
  testMatch: '**/*.spec.ts',
  outputDir: '../../test-results',
  globalSetup: './instance.ts',
  workers: 1,
  retries: 0,
  // Limits for a machine whose cores are busy; nothing waits that long on a quiet one.
  timeout: 180_000,
  expect: { timeout: 45_000 },
  forbidOnly: Boolean(process.env.CI),
  use: {
    ...devices['Desktop Chrome'],
    channel: undefined,
    baseURL: process.env.BASE_URL,
    trace: 'off',
    video: 'off',
    screenshot: 'only-on-failure',
    contextOptions: { reducedMotion: 'reduce' },
    launchOptions: {
      executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--disable-dev-shm-usage',
        '--disable-background-networking',
        '--no-first-run',
      ],
    },
  },
})
