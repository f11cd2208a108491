import { users } from '@reeve/contract/people/users'
import { expect, it } from 'vitest'
import { stateOf } from './useListState.ts'

const state = (query: string) => stateOf(users.list, new URLSearchParams(query))

it('reads the filters, the sorting and the page that the list knows', () => {
  expect(state('search=anna&sort=-email&after=abc&role_id=3')).toEqual({ search: 'anna', sort: '-email', after: 'abc', role_id: '3' })
})

it('leaves out what the list does not know or cannot read', () => {
  expect(state('open=3&tab=json&view=9&nonsense=1&sort=colour&role_id=many&search=')).toEqual({})
})
