import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Scene, scene } from '../../testing/scene.ts'

let world: Scene
beforeAll(async () => {
  world = await scene()
})
afterAll(() => world.close())
const picture = (width: number, height: number) => sharp({ create: { width, height, channels: 4, background: '#0a6' } })
const set = (bytes: Buffer | string, id: number | string = 2) =>
  world.ask('admin', 'logos.set', { id, image: Buffer.from(bytes).toString('base64') })
const stored = async () => Buffer.from((await world.ask<{ png: string }>('user', 'logos.view', { id: 2 })).png, 'base64')

describe('a logo', () => {
  it.each(['png', 'jpeg', 'gif', 'webp'] as const)('sent as %s is kept as a PNG of at most 256 × 256', async (format) => {
    await set(await picture(600, 300).toFormat(format).toBuffer())
    const { format: kept, width, height } = await sharp(await stored()).metadata()
    expect([kept, width, height]).toEqual(['png', 256, 128])
  })

  it('may be a data URL, is noted as a change of its organisation, and is taken away again', async () => {
    const png = await picture(10, 10).png().toBuffer()
    await world.ask('admin', 'logos.set', { id: 'Org Beta', image: `data:image/png;base64,${png.toString('base64')}` })
    expect(await world.ask('admin', 'organisations.view', { id: 3 })).toMatchObject({ logo: expect.stringContaining('T') })
    await world.ask('admin', 'logos.delete', { id: 3 })
    expect(await world.ask('admin', 'organisations.view', { id: 3 })).toMatchObject({ logo: null })
    expect((await world.logs({ model: 'Organisation', model_id: 3 })).map(({ action, change }) => [action, change])).toEqual([
      ['edit', expect.stringMatching(/^logo \(\) => \(PNG, \d+ bytes\)$/)],
      ['edit', 'logo (image) => ()'],
    ])
    await expect(world.ask('admin', 'logos.view', { id: 3 })).rejects.toMatchObject({ kind: 'notFound' })
  })
})

describe('security 18', () => {
  const script = '<script>alert(1)</script>'
  it('what stands behind or within the pixels of a picture is not kept', async () => {
    const png = await picture(20, 20)
      .withExif({ IFD0: { Copyright: script } })
      .png()
      .toBuffer()
    await set(Buffer.concat([png, Buffer.from(script)]))
    expect((await stored()).includes(Buffer.from('script'))).toBe(false)
  })

  it.each<[string, () => Promise<Buffer> | Buffer]>([
    ['an SVG that runs', () => Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><rect width="9" height="9"/></svg>`)],
    ['HTML', () => Buffer.from(`<html>${script}</html>`)],
    ['a PNG in name only', () => Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), Buffer.from(script)])],
    ['half a picture', async () => (await picture(300, 300).jpeg().toBuffer()).subarray(0, 300)],
    ['a bomb of 10,000 × 10,000', () => picture(10_000, 10_000).png({ compressionLevel: 9 }).toBuffer()],
    ['nothing', () => Buffer.alloc(0)],
    ['more than 250 kB', async () => Buffer.concat([await picture(10, 10).png().toBuffer(), Buffer.alloc(260_000)])],
  ])('%s is refused', async (_, make) => {
    const before = await stored()
    await expect(set(await make())).rejects.toMatchObject({ kind: 'invalid', fields: { image: [expect.any(String)] } })
    expect(await stored()).toEqual(before)
  })
})
