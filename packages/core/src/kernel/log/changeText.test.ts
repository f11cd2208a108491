import { describe, expect, it } from 'vitest'
import { additionOf, changed, changeOf, visible } from './changeText.ts'

describe('the words of a change', () => {
  it.each([
    [{}, { email: 'a@b.c', disabled: false, autoalert: true }, 'email () => (a@b.c), disabled () => (), autoalert () => (1)'],
    [{ disabled: false }, { disabled: true }, 'disabled () => (1)'],
    [{ disabled: true }, { disabled: false }, 'disabled (1) => ()'],
    [{ nids_sid: 1 }, { nids_sid: 1 }, ''],
    [{ domains: null }, { domains: ['a.test'] }, 'domains () => (["a.test"])'],
    [{ password: '*****' }, { password: '*****' }, 'password (*****) => (*****)'],
  ])('from %j to %j read “%s”', (before, after, text) => {
    expect(changeOf(before, after)).toBe(text)
  })

  it('say times and columns as the model does, and of a new row only what is set', () => {
    const after = { name: 'x', created: '2026-11-24T02:57:13.000Z', empty: '', zero: 0, off: false, list: [], key_hash: '*****' }
    expect(additionOf(after, { times: 'unix', names: { key_hash: 'authkey' } })).toBe(
      'name () => (x), created () => (1795489033), authkey () => (*****)',
    )
    expect(changeOf({ created: null }, { created: after.created }, { times: 'text' })).toBe('created () => (2026-11-24 02:57:13)')
  })

  it('never show what the system keeps or what is secret', () => {
    const row = {
      id: 1,
      version: 3,
      email: 'a',
      password: 'hash',
      last_login: new Date(0),
      role: { name: 'User' },
      expiration: new Date(0),
      empty: null,
    }
    expect(visible(row, ['password'], ['last_login'])).toEqual({
      email: 'a',
      password: '*****',
      expiration: '1970-01-01T00:00:00.000Z',
      empty: null,
    })
  })

  it('are about what differs: dates and lists by value, what was not said not at all', () => {
    const row = { at: new Date(0), list: ['a'], name: 'x', gone: 1 }
    expect(changed(row, { at: new Date(0), list: ['a'], name: undefined, gone: null })).toEqual({ gone: null })
  })
})
