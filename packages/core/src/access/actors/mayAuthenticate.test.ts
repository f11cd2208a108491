import { describe, expect, it } from 'vitest'
import { allowsAddress, isRange } from '../../kernel/addressRanges.ts'
import { mayAuthenticate } from './mayAuthenticate.ts'

const now = new Date('2026-01-01')
describe('who may authenticate', () => {
  it.each([
    ['an ordinary user', { disabled: false, expiration: null }, undefined],
    ['one who expires later', { disabled: false, expiration: '2027-01-01' }, undefined],
    ['a disabled one', { disabled: true, expiration: null }, /disabled/],
    ['an expired one', { disabled: false, expiration: new Date('2025-01-01') }, /expired/],
    ['one who expires now', { disabled: false, expiration: now }, /expired/],
    ['one whose end cannot be read', { disabled: false, expiration: 'soon' }, /expired/],
    ['a row without its flag', { expiration: null }, /disabled/],
    ['a row without its end', { disabled: false }, /could not be checked/],
  ])('%s', (_, user, hindrance) => {
    const found = mayAuthenticate(user, now)?.message
    if (hindrance) expect(found).toMatch(hindrance)
    else expect(found).toBeUndefined()
  })
})

describe('addresses', () => {
  it.each(['10.0.0.1', '10.0.0.0/8', '::1', '2001:db8::/32', '0.0.0.0/0'])('%s is one', (text) => expect(isRange(text)).toBe(true))
  it.each(['', '10.0.0', '10.0.0.1/33', '1', '0x7f.1', 'a.b.c.d', '::1/129', '10.0.0.1 '])('%s is none', (text) =>
    expect(isRange(text)).toBe(false),
  )
  it('let in whom a range names, and everybody when there is none', () => {
    expect(allowsAddress([], null)).toBe(true)
    expect(allowsAddress(['10.0.0.0/8'], '::ffff:10.0.0.1')).toBe(true)
    expect(allowsAddress(['10.0.0.0/8'], 'nonsense')).toBe(false)
    expect(allowsAddress(['nonsense'], '10.0.0.1')).toBe(false)
  })
})
