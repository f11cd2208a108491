import { Moment } from '@reeve/contract/inputs/inputs'
import { field } from '@reeve/contract/kernel/fields'
import { may } from '@reeve/contract/kernel/may'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { additionOf, changedIn, editOf, faultOf, faultsOf, formFieldsOf, lookedAt, sectionsOf, startOf } from './formValues.ts'

const input = z.object({
  name: field(z.string().min(1, 'Enter a name.'), { label: 'Name', group: 'Main' }),
  size: field(z.coerce.number().optional(), { label: 'Size', group: 'Main' }),
  on: field(z.boolean().default(true), { label: 'On', group: 'Other' }),
  ends: field(Moment.optional(), { label: 'Ends', group: 'Other', control: 'date' }),
  org_id: field(z.number().nullable().optional(), { label: 'Organisation', of: 'organisations', group: 'Main' }),
  role_id: field(z.number().optional(), { label: 'Role', of: 'roles', group: 'Main' }),
  secret: field(z.string().optional(), { label: 'Password', control: 'password', twice: true, group: 'Other' }),
  rank: field(z.string().optional(), { label: 'Rank', setBy: may.siteAdmin }),
})
const fields = formFieldsOf(
  input,
  () => false,
  (noun) => noun !== 'roles',
)
const start = startOf(fields, { name: 'Old', org_id: 3 })

it('offers the fields that the actor may set and whose rows the actor may list; a password is entered twice', () => {
  expect(fields.map(({ key }) => key)).toEqual(['name', 'size', 'on', 'ends', 'org_id', 'secret', 'confirm_secret'])
  expect(sectionsOf(fields).map(({ title, fields: inside }) => [title, inside.length])).toEqual([
    ['Main', 3],
    ['Other', 4],
  ])
})

it('starts with the row, then the default, then nothing', () => {
  expect(start).toMatchObject({ name: 'Old', on: true, size: '', ends: '', org_id: 3 })
})

it('finds what was changed; an emptied number and an empty password change nothing', () => {
  const values = { ...start, name: 'New', size: '', secret: '', on: false }
  expect(changedIn(fields, start, values).map(({ key }) => key)).toEqual(['name', 'on'])
})

it('sends changed fields only, and clears an emptied time or reference', () => {
  const before = { ...start, ends: '2030-01-01T00:00:00.000Z' }
  expect(editOf(fields, before, { ...before, ends: '', org_id: null })).toEqual({ ends: null, org_id: null })
  expect(editOf(fields, before, { ...before, name: '' })).toEqual({ name: '' })
})

it('adds what is not blank, and never the repetition of a password', () => {
  const values = { name: 'A', size: '', on: false, ends: '', org_id: 1, secret: 'x', confirm_secret: 'x' }
  expect(additionOf(fields, values)).toEqual({ name: 'A', on: false, org_id: 1, secret: 'x' })
})

it('names every wrong field; a blank optional one is right', () => {
  expect(faultsOf(fields, { ...start, name: '', secret: 'a', confirm_secret: 'b' })).toEqual({
    name: 'Enter a name.',
    confirm_secret: expect.stringContaining('twice'),
  })
  const [, size] = fields
  expect(size && faultOf(size, { size: '' })).toBeUndefined()
  expect(size && faultOf(size, { size: 'many' })).toBeDefined()
})

it('looks at a repetition also where only one of the two was changed', () => {
  const values = { ...start, confirm_secret: 'b' }
  expect(lookedAt(fields, start, values).map(({ key }) => key)).toEqual(['confirm_secret'])
})
