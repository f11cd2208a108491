import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { sealOf } from './seal.ts'

describe('what is sealed', () => {
  const seal = sealOf('a secret of this test', randomBytes)
  const sealed = seal.close('smtp', 'pässword')

  it('opens for the same end with the same SECRET_KEY', () => {
    expect(seal.open('smtp', sealed)).toBe('pässword')
    expect(sealed).not.toContain('pässword')
  })
  it('never looks the same twice', () => expect(seal.close('smtp', 'pässword')).not.toBe(sealed))
  it('opens for nothing else', () => {
    expect(seal.open('totp', sealed)).toBeUndefined()
    expect(sealOf('another secret', randomBytes).open('smtp', sealed)).toBeUndefined()
    expect(seal.open('smtp', `${sealed.slice(0, -6)}AAAA==`)).toBeUndefined()
    expect(seal.open('smtp', 'never sealed')).toBeUndefined()
    expect(seal.open('smtp', 'sealed:')).toBeUndefined()
  })
})
