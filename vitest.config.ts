import { defineConfig } from 'vitest/config'

const testing = 'apps/cli/src/testing'
const anywhere = ['apps', 'packages'].map((group) => `${group}/*/src/**/*.test.{ts,tsx}`)
const pure = ['contract', 'wire'].map((name) => `packages/${name}/src/**/*.test.ts`).concat('apps/web/src/**/*.test.{ts,tsx}')

/** Every test file of these gets an empty, migrated database of its own in DATABASE_URL, and a DATA_DIR. */
const withDatabase = {
  globalSetup: `${testing}/template.ts`,
  setupFiles: `${testing}/ownDatabase.ts`,
  testTimeout: 20_000,
  hookTimeout: 30_000,
}

/** `npm test -- <filter>` runs a part. The start suite starts whole installations one after the other, and watches the clock. */
export default defineConfig({
  test: {
    projects: [
      { test: { name: 'pure', include: pure } },
      { test: { name: 'house', include: [...anywhere, 'prisma/*.test.ts'], exclude: pure, ...withDatabase } },
      { test: { name: 'wire', include: ['e2e/wire/**/*.test.ts', 'e2e/sync/**/*.test.ts'], ...withDatabase } },
      {
        test: {
          name: 'start',
          include: ['e2e/start/**/*.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 180_000,
          fileParallelism: false,
        },
      },
    ],
  },
})
