/**
 * Brings the database up to date and plants what a new one needs. The launcher runs this as a process of its own at each start, so that
 * it never loads the database client itself. Exit code 75: the database went away, try again.
 */
import { workerTypes } from '@reeve/contract/background/workers'
import { slotRowsOf } from '@reeve/core/background/data/slotRows'
import { openPool } from '@reeve/core/database/db'
import { readEnv } from '@reeve/core/kernel/process/env'
import { migrate } from '../../../prisma/migrate.ts'
import { seed } from '../../../prisma/seed.ts'
import { supervisorOf } from './launcher/openDataFolder.ts'
import { isAway } from './postgres/openDatabase.ts'

const { DATABASE_URL, DATA_DIR, SECRET_KEY } = readEnv()

const beginSlots = async () => {
  const pool = openPool(DATABASE_URL, 1, () => {})
  try {
    await slotRowsOf(pool, supervisorOf(DATA_DIR)).begin(workerTypes)
  } finally {
    await pool.end()
  }
}

try {
  await migrate(DATABASE_URL)
  const login = await seed({ databaseUrl: DATABASE_URL, dataDir: DATA_DIR, secretKey: SECRET_KEY, env: process.env })
  await beginSlots()
  if (login)
    console.log(
      `\nThe first admin\n  e-mail    ${login.email}\n  password  ${login.password}\n  auth key  ${login.key}\n` +
        `This is shown once, and kept in ${DATA_DIR}/first-login.txt.\n`,
    )
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = isAway(error) ? 75 : 1
}
