import { expect, it } from 'vitest'
import { differences } from './compare.ts'

const recorded = {
  User: {
    id: '7',
    email: 'a@b.c',
    disabled: false,
    gpgkey: null,
    date_modified: '1795491739',
    created: '2026-11-24 03:41:46',
    many: ['x'],
  },
}
const like = (change: object) => differences(recorded, { User: { ...recorded.User, ...change } }, 'answer')

it('takes other values of the same kind', () => {
  expect(like({ id: '8', email: 'other', disabled: true, date_modified: '1', created: '2030-01-01 00:00:00', many: ['y', 'z'] })).toEqual(
    [],
  )
  expect(like({ gpgkey: 'a key' })).toEqual([])
})
it.each<[object, string]>([
  [{ id: 8 }, 'answer.User.id: number instead of digits'],
  [{ id: 'seven' }, 'answer.User.id: text instead of digits'],
  [{ disabled: '0' }, 'answer.User.disabled: digits instead of boolean'],
  [{ created: '1795491739' }, 'answer.User.created: digits instead of date and time'],
  [{ created: '2026-11-24T03:41:46Z' }, 'answer.User.created: text instead of date and time'],
  [{ more: 1 }, 'answer.User.more: not in the recording'],
  [{ email: null }, 'answer.User.email: null instead of text'],
  [{ many: [1] }, 'answer.User.many[0]: number instead of text'],
])('finds %j', (change, told) => expect(like(change)).toEqual([told]))
it('finds what is missing', () => expect(differences(recorded, { User: {} }, 'answer')).toHaveLength(7))

it('compares protocol strings letter by letter, whatever the key in them', () => {
  const message = 'Authkey updated: <40-char key>'
  expect(differences({ message }, { message: `Authkey updated: ${'a'.repeat(40)}` }, 'answer')).toEqual([])
  expect(differences({ message }, { message: 'Authkey updated: short' }, 'answer')).toHaveLength(1)
  expect(differences({ message: 'Not Found' }, { message: 'Not found' }, 'answer')).toHaveLength(1)
  expect(differences({ message: 'Free text' }, { message: 'Other words' }, 'answer')).toEqual([])
})
it('knows whether anything was found, and what was cut', () => {
  expect(differences([], [{ id: '1' }], 'answer')).toHaveLength(1)
  expect(differences([{ id: '1' }], [], 'answer')).toHaveLength(1)
  expect(differences([{ id: '1' }, '… 4 more'], [{ id: '1' }, { id: '2' }], 'answer')).toEqual([])
  expect(differences({ text: '…' }, { text: 7 }, 'answer')).toEqual([])
})
