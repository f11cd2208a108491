import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { certificate } from '../../packages/core/src/testing/tlsServer.ts'
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
  // The instance trusts a key server that tests bring along.
  const { key, cert } = certificate(['keys.test', 'openpgpkey.keys.test'])
  const NODE_EXTRA_CA_CERTS = path.join(folder, 'keys.pem')
  writeFileSync(NODE_EXTRA_CA_CERTS, cert)
  Object.assign(process.env, { KEY_SERVER_KEY: key, KEY_SERVER_CERT: cert })
  const instance = launch({ NODE_EXTRA_CA_CERTS, DATA_DIR: folder, PORT: '0', LOG_LEVEL: 'warn', ...presets })
  const address = await instance.ready
  Object.assign(process.env, admin, { BASE_URL: address.replace(/\/$/, '') })
  return async () => {
    await instance.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}
