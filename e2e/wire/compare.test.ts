import { expect, it } from 'vitest'
import { differences } from './compare.ts'
import { bind, expectAll, expectSent, noFacts, rememberSent } from './facts.ts'

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
const like = (change: object) => differences(recorded, { User: { ...recorded.User, ...change } })

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
it('finds what is missing', () => expect(differences(recorded, { User: {} })).toHaveLength(7))

it('compares protocol strings letter by letter, whatever the key in them', () => {
  const message = 'Authkey updated: <40-char key>'
  expect(differences({ message }, { message: `Authkey updated: ${'a'.repeat(40)}` })).toEqual([])
  expect(differences({ message }, { message: 'Authkey updated: short' })).toHaveLength(1)
  expect(differences({ message: 'Not Found' }, { message: 'Not found' })).toHaveLength(1)
  expect(differences({ message: 'Free text' }, { message: 'Other words' })).toEqual([])
})
it('knows whether anything was found, and what was cut', () => {
  expect(differences([], [{ id: '1' }])).toHaveLength(1)
  expect(differences([{ id: '1' }], [])).toHaveLength(1)
  expect(differences([{ id: '1' }, '… 4 more'], [{ id: '1' }, { id: '2' }])).toEqual([])
  expect(differences({ text: '…' }, { text: 7 })).toEqual([])
})

const facts = noFacts()
rememberSent(facts, { User: { email: 'a@b.c', org_id: 2, change_pw: 0, sector: '' }, allowed_ips: ['192.0.2.1'], authkey: 'A'.repeat(40) })
bind(facts, 'User', '7', 9)
bind(facts, 'Organisation', '2', 5)
const known = { expected: expectAll(facts), anonymous: expectSent(facts) }
const told = (theirs: object, ours: object) => differences(theirs, ours, known)

it('compares the value of what a request sent', () => {
  expect(told({ User: { email: 'a@b.c', change_pw: false } }, { User: { email: 'a@b.c', change_pw: false } })).toEqual([])
  expect(told({ User: { email: 'a@b.c' } }, { User: { email: 'other' } })).toEqual(['answer.User.email: "other" instead of "a@b.c"'])
  expect(told({ User: { change_pw: false } }, { User: { change_pw: true } })).toHaveLength(1)
  expect(told({ allowed_ips: ['192.0.2.1'] }, { allowed_ips: ['192.0.2.2'] })).toHaveLength(1)
  expect(told({ authkey: '<40-char key>' }, { authkey: 'B'.repeat(40) })).toHaveLength(1)
  expect(told({ sector: '' }, { sector: 'CERT' })).toEqual([])
})
it('compares ids that stand for a known row, wherever the schema says that a column refers to it', () => {
  expect(told({ User: { id: '7', org_id: '2' } }, { User: { id: '9', org_id: '5' } })).toEqual([])
  expect(told({ User: { id: '7', org_id: '2' } }, { User: { id: '7', org_id: '2' } })).toHaveLength(2)
  expect(told({ User: { id: '8', org_id: '3' } }, { User: { id: '1', org_id: '1' } })).toEqual([])
})
it('compares a known row of a list with ours, and misses it', () => {
  const rows = [{ User: { id: '7', email: 'a@b.c' } }, { User: { id: '8', email: 'x' } }]
  expect(told(rows, [{ User: { id: '3', email: 'y' } }, { User: { id: '9', email: 'a@b.c' } }])).toEqual([])
  expect(told(rows, [{ User: { id: '9', email: 'y' } }])).toEqual(['answer[0].User.email: "y" instead of "a@b.c"'])
  expect(told(rows, [{ User: { id: '3', email: 'a@b.c' } }])).toEqual(['answer: User 9 is missing'])
})
