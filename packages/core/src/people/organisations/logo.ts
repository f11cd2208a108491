import { invalid } from '@reeve/contract/inputs/failure'
import { logoBytes } from '@reeve/contract/people/logos'
import sharp from 'sharp'

// Rarely used: no memory is kept for the next one.
sharp.cache(false)
const side = 256
/** As wide and high as 4,000; what unpacks to more is a bomb. */
const mostPixels = 16_000_000

const beginnings: readonly (readonly number[])[] = [
  [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
  [0xff, 0xd8, 0xff],
  [0x47, 0x49, 0x46, 0x38],
]
const isWebp = (bytes: Buffer) => bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12) === 'WEBP'
const isKnown = (bytes: Buffer) => isWebp(bytes) || beginnings.some((start) => start.every((byte, at) => bytes[at] === byte))

/**
 * A picture as somebody sent it (PNG, JPEG, GIF or WebP in base64, a data URL or not) → a PNG of ours, at most 256 × 256.
 * Nothing of the file itself is kept: not its name, not its kind, not what stands behind its pixels. SVG is refused (security 18), under the name of the field it came in.
 */
export const pngOf = async (image: string, field = 'image'): Promise<Uint8Array<ArrayBuffer>> => {
  const refuse = (text: string) => invalid({ [field]: [text] })
  const bytes = Buffer.from(image.replace(/^data:[\w/+.-]{1,60};base64,/, ''), 'base64')
  if (bytes.length === 0 || !isKnown(bytes)) refuse('Choose a PNG, JPEG, GIF or WebP picture.')
  if (bytes.length > logoBytes) refuse(`Choose a picture of at most ${logoBytes / 1000} kB.`)
  try {
    const png = await sharp(bytes, { limitInputPixels: mostPixels, failOn: 'error' })
      .rotate()
      .resize(side, side, { fit: 'inside', withoutEnlargement: true })
      .png({ palette: true })
      .toBuffer()
    return new Uint8Array(png)
  } catch {
    return refuse('This picture cannot be read, or is larger than 4,000 × 4,000.')
  }
}
