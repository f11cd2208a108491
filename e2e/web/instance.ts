import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { launch } from '../launcher.ts'

const admin = {
  ADMIN_EMAIL: 'admin@admin.test',
  ADMIN_PASSWORD: 'Walking-through-99-screens',
  ADMIN_KEY: 'walkwalkwalkwalkwalkwalkwalkwalkwalkwalk',
}

/** A fresh installation for the walk, made by the launcher itself; gone afterwards. */
export default async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'reeve-walk-'))
  const presets = Object.fromEntries(Object.entries(admin).map(([name, value]) => [`REEVE_${name}`, value]))
  const instance = launch({ DATA_DIR: folder, PORT: '0', LOG_LEVEL: 'warn', ...presets })
  const address = await instance.ready
  Object.assign(process.env, admin, { BASE_URL: address.replace(/\/$/, '') })
  return async () => {
    await instance.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}
