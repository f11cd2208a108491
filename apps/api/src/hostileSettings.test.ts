import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { operations } from '@reeve/contract/catalogue'
import { settingNames, settings } from '@reeve/contract/settings/settings'
import { expect, it } from 'vitest'
import { scene } from '../../../packages/core/src/testing/scene.ts'
import { apiOver } from './testing/apiOver.ts'

const { world, app } = await apiOver(scene())
const secret = 'not for anyone'
mkdirSync(path.join(world.env.DATA_DIR, 'terms'), { recursive: true })
writeFileSync(path.join(world.env.DATA_DIR, 'secret.key'), secret)
writeFileSync(path.join(world.env.DATA_DIR, 'terms', 'terms.txt'), 'Share alike.')
const get = (url: string) => app.inject({ method: 'GET', url, headers: { authorization: world.keys.get('admin') } })

/** What runs with the settings: everything but the command line and the tests. */
const root = path.join(import.meta.dirname, '../../..')
const sources = globSync('{packages/*/src,apps/{api,worker,web}/src}/**/*.{ts,tsx}', { cwd: root })
  .filter((file) => !/[.]test[.]|\/testing\//.test(file))
  .map((file) => [file, readFileSync(path.join(root, file), 'utf8')] as const)
const holding = (pattern: RegExp) => sources.filter(([, text]) => pattern.test(text)).map(([file]) => file)

it('security 15: nothing that reads settings starts a program or loads a module by name', () => {
  expect(sources.length).toBeGreaterThan(300)
  expect(holding(/['"](node:)?child_process['"]/)).toEqual([])
  expect(holding(/(?<![.\w])(require|import)\(\s*[^'"\s]/)).toEqual([])
})

const hostile = [
  '; id',
  '$(id)',
  '`id`',
  '../../secret.key',
  '../secret.key',
  '/etc/passwd',
  'phar://x',
  'file:///etc/passwd',
  'terms\0.txt',
]
it.each(hostile.map((value) => [value]))('security 15: written into every setting that takes it, %j stays a text', async (value) => {
  const taking = settingNames.filter((name) => settings[name].type.safeParse(value).success)
  for (const id of taking) {
    const refusal = await world.ask('admin', 'settings.edit', { id, value }).then(
      () => undefined,
      (error: { kind: string }) => error.kind,
    )
    expect([undefined, 'invalid', 'forbidden', 'notFound'], id).toContain(refusal)
  }
  for (const url of ['/users/downloadTerms', '/api/session/terms', '/api/settings', '/users/login', '/healthz'])
    expect((await get(url)).body, url).not.toMatch(/not for anyone|root:|uid=\d/)
  await world.system.db.systemSetting.deleteMany()
  world.system.signal.emit({ noun: 'settings', id: '' })
})

it('security 16: no setting names a file, a folder or a program, but for the name of a document without a folder', async () => {
  const fileLike = settingNames.filter((name) => /file|path|dir(ectory)?$|folder|bin(ary)?$|_config$|command|library/i.test(name))
  // The interpreter is kept for scripts that read it: no code of Reeve reads it.
  expect(fileLike).toEqual(['MISP.python_bin', 'MISP.terms_file'])
  expect(holding(/python_bin/)).toEqual(['packages/contract/src/settings/kept.ts'])
  const { type } = settings['MISP.terms_file']
  for (const name of ['../secret.key', '/etc/passwd', 'a/b.txt', '..', '.hidden', 'a\\b', '-rf'])
    expect(type.safeParse(name).success, name).toBe(false)
  expect(type.safeParse('terms.txt').success).toBe(true)
})

it('security 17: no text becomes code, and nothing is deserialised but JSON', () => {
  expect(holding(/\beval\(|\bnew Function\(|['"]node:vm['"]|['"]node:v8['"]|\bdeserialize\(|php-serialize|node-serialize/)).toEqual([])
})

it('security 17: what was uploaded is sent as a file that nothing in it can leave', async () => {
  await world.ask('admin', 'settings.edit', { id: 'MISP.terms_file', value: 'terms.txt' })
  const { statusCode, headers } = await get('/users/downloadTerms')
  expect([statusCode, headers['content-type'], headers['x-content-type-options'], headers['content-security-policy']]).toEqual([
    200,
    'application/octet-stream',
    'nosniff',
    'sandbox',
  ])
  expect(headers['content-disposition']).toMatch(/^attachment; /)
})

it('security 19: the name of an export is generated; no text of the caller is part of it', async () => {
  for (const { name, kind } of operations.filter((operation) => operation.kind === 'export')) {
    const noun = name.split('.')[0] ?? ''
    const { statusCode, headers } = await get(`/api/${noun}/export?format=csv&filename=../../x.php&name=x.php`)
    expect([kind, statusCode], name).toEqual(['export', 422])
    const plain = await get(`/api/${noun}/export?format=csv`)
    expect(plain.headers['content-disposition'], name).toBe(`attachment; filename="${noun}.csv"`)
    expect(headers['content-disposition']).toBeUndefined()
  }
})

it('security 19: the name of a document stands only in the header, encoded', async () => {
  await world.ask('admin', 'terms.set', { name: 'Terms of use - v1.txt', content: Buffer.from('Share alike.').toString('base64') })
  await world.ask('admin', 'settings.edit', { id: 'MISP.terms_file', value: 'Terms of use - v1.txt' })
  expect((await get('/users/downloadTerms')).headers['content-disposition']).toBe(
    "attachment; filename*=UTF-8''Terms%20of%20use%20-%20v1.txt",
  )
  for (const name of ['../x.php', 'a/b.txt', 'x.php', 'x"; filename="y.exe'])
    await expect(world.ask('admin', 'terms.set', { name, content: 'eA==' }), name).rejects.toMatchObject({ kind: 'invalid' })
})
