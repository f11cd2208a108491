import { termsBytes } from '@reeve/contract/access/terms'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { giveTerms } from '../../testing/sampleWorld.ts'
import { type Scene, scene } from '../../testing/scene.ts'

let world: Scene
beforeAll(async () => {
  world = await scene()
})
afterAll(() => world.close())

const base64 = (content: string | Buffer) => Buffer.from(content).toString('base64')
const upload = (name: string, content: string | Buffer) => world.ask('admin', 'terms.set', { name, content: base64(content) })
const shown = () => world.ask('user', 'session.terms')

it('puts what was uploaded in force, and takes it out again', async () => {
  await upload('terms.md', '# Share alike\n\n\u201CMärz\u201D')
  expect(await shown()).toEqual({ name: 'terms.md', text: '# Share alike\n\n\u201CMärz\u201D', accepted: false })
  await world.ask('user', 'session.acceptTerms')
  expect(await world.ask('admin', 'terms.current')).toMatchObject({ name: 'terms.md', bytes: 26, shown: true, accepted: 1, users: 8 })
  await upload('Terms 2.pdf', '%PDF-1.7 …')
  expect(await shown()).toEqual({ name: 'Terms 2.pdf', text: null, accepted: true })
  await world.ask('admin', 'terms.remove')
  await expect(shown()).rejects.toMatchObject({ kind: 'notFound' })
  expect(await world.ask('admin', 'terms.current')).toBeNull()
  expect((await world.logs({ model: 'File' })).map(({ action, title }) => [action, title])).toEqual([
    ['file_upload', 'Terms uploaded: terms.md'],
    ['file_upload', 'Terms uploaded: Terms 2.pdf'],
    ['delete', 'Terms deleted: Terms 2.pdf'],
  ])
})

it.each([
  ['HTML for text', 'terms.html', '<script>alert(1)</script>'],
  ['a PDF', 'terms.pdf', '%PDF-1.4'],
])('shows nobody %s', async (_, name, content) => {
  await upload(name, content)
  expect(await shown()).toMatchObject({ name, text: null })
  await world.ask('admin', 'terms.remove')
})

it.each([
  ['another kind of file', 'terms.svg', '<svg/>', 'name'],
  ['a program', 'terms.txt.exe', 'MZ', 'name'],
  ['a name with a folder', '../terms.txt', 'x', 'name'],
  ['a hidden name', '.terms.txt', 'x', 'name'],
  ['nothing', 'terms.txt', '', 'content'],
  ['a picture that is called text', 'terms.txt', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a]), 'content'],
  ['text with a zero byte', 'terms.md', 'a\0b', 'content'],
  ['a PDF that is called HTML', 'terms.html', '%PDF-1.7', 'content'],
  ['HTML that is called a PDF', 'terms.pdf', '<html>', 'content'],
  ['more than is allowed', 'terms.txt', Buffer.alloc(termsBytes + 1, 'a'), 'content'],
])('refuses %s', async (_, name, content, field) => {
  await expect(upload(name, content)).rejects.toMatchObject({ kind: 'invalid', fields: { [field]: [expect.any(String)] } })
  expect(await world.system.db.terms.count()).toBe(0)
})

it('takes the document of the data directory where none was uploaded under its name', async () => {
  await giveTerms(world)
  expect(await world.ask('admin', 'terms.current')).toMatchObject({ name: 'terms.txt', modified: null, bytes: 12 })
  await upload('terms.txt', 'Share more.')
  expect(await shown()).toMatchObject({ text: 'Share more.' })
  await expect(world.ask('admin', 'settings.edit', { id: 'MISP.terms_file', value: 'other.txt' })).rejects.toMatchObject({
    kind: 'invalid',
  })
})
