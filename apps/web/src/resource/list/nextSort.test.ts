import { expect, it } from 'vitest'
import { nextSort } from './nextSort.ts'

it('goes up, down and back to the order of the server; another column begins anew', () => {
  expect([nextSort('name', undefined), nextSort('name', 'name'), nextSort('name', '-name'), nextSort('name', 'id')]).toEqual([
    'name',
    '-name',
    undefined,
    'name',
  ])
})
