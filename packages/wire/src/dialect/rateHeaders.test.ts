import { Failure } from '@reeve/contract/inputs/failure'
import { describe, expect, it } from 'vitest'
import { bindings } from '../bindings.ts'
import { callOf } from './call.ts'
import { refused } from './refuse.ts'

const [binding] = bindings
const call = callOf({ method: 'POST', url: '/attributes/restSearch' })

/** In the words of people-data 0.8, for the searches that are counted on the wire too. */
describe('a refused search', () => {
  it('is 429 with what is left of the limit', () => {
    const failure = new Failure('busy', 'Rate limit exceeded.', { data: { wait: 17, rate: { limit: 3, remaining: 0, reset: 17 } } })
    expect(binding && refused('busy', failure, { call, binding })).toMatchObject({
      status: 429,
      value: { message: 'Rate limit exceeded.', url: '/attributes/restSearch' },
      headers: { 'X-Rate-Limit-Limit': '3', 'X-Rate-Limit-Remaining': '0', 'X-Rate-Limit-Reset': '17' },
    })
  })
  it('is 405 where the role may not search at all', () => {
    const failure = new Failure('forbidden', 'Not for this role.', { data: { rate: 0 } })
    expect(binding && refused('forbidden', failure, { call, binding })).toMatchObject({
      status: 405,
      value: { message: 'Not for this role.' },
    })
  })
})
