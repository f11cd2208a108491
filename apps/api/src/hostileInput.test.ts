import { operations } from '@reeve/contract/catalogue'
import { addressOf } from '@reeve/contract/kernel/address'
import { actsOnRow, saysInBody } from '@reeve/contract/kernel/operation'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { samplesOf } from '../../../packages/core/src/testing/samples.ts'
import { ids } from '../../../packages/core/src/testing/sampleWorld.ts'
import { scene } from '../../../packages/core/src/testing/scene.ts'
import { apiOver } from './testing/apiOver.ts'

/** Walks over every operation of `/api`: whatever a caller sends, the answer is never 500. */
const { world, app } = await apiOver(scene())
const samples = await samplesOf(world, await ids(world))
const authorization = world.keys.get('admin') ?? ''

type Call = { method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'; url: string; payload?: string }
const callOf = (operation: (typeof operations)[number], id: number | string = 1, payload?: string): Call => {
  const { method, url } = addressOf(operation)
  return { method, url: url.replace(':id', encodeURIComponent(String(id))), ...(payload !== undefined && { payload }) }
}
const statusOf = async ({ method, url, payload }: Call, headers = {}) => {
  const answer = await app.inject({
    method,
    url,
    headers: { ...headers, ...(payload !== undefined && { 'content-type': 'application/json' }) },
    ...(payload !== undefined && { payload }),
  })
  return answer.statusCode
}

/** What was answered with 500, in words. */
const broken: string[] = []
const tell = (call: Call, status: number) => {
  if (status >= 500) broken.push(`${status} ${call.method} ${call.url} ${call.payload?.slice(0, 200) ?? ''}`)
}
const named = Object.getOwnPropertyNames(Object.prototype)
const members = `{${named.map((name) => `${JSON.stringify(name)}:1`).join(',')}}`
const deepMembers = `{${named.map((name) => `${JSON.stringify(name)}:${members}`).join(',')}}`
const inBody = operations.filter((operation) => saysInBody(operation) && operation.kind !== 'delete')

it('fields that are called like members of Object.prototype', async () => {
  for (const operation of inBody)
    for (const headers of [{}, { authorization }])
      for (const payload of [members, deepMembers]) {
        const call = callOf(operation, 1, payload)
        tell(call, await statusOf(call, headers))
      }
  for (const operation of operations.filter((one) => !saysInBody(one))) {
    const call = callOf(operation, 1)
    call.url += `?${named.map((name) => `${name}=1`).join('&')}`
    tell(call, await statusOf(call, { authorization }))
  }
  expect(broken.splice(0)).toEqual([])
}, 60_000)

const nested = `${'['.repeat(95)}${']'.repeat(95)}`
const hostile = [members, `[${members}]`, '"\\ud800"', '["\\udfff"]', '"\\u0000"', '1e400', '9007199254740993', nested, '""', '{"":null}']
it('values that are objects without their usual members, texts that are no Unicode, huge numbers and deep lists', async () => {
  for (const operation of inBody) {
    const { input = {} } = samples[operation.name] ?? {}
    const { id, ...rest } = input as Record<string, unknown> & { id?: number | string }
    for (const field of Object.keys(operation.input.shape).filter((name) => !actsOnRow(operation.kind) || name !== 'id'))
      for (const value of hostile) {
        const others = Object.entries(rest).filter(([name]) => name !== field)
        const parts = [
          ...others.map(([name, one]) => `${JSON.stringify(name)}:${JSON.stringify(one)}`),
          `${JSON.stringify(field)}:${value}`,
        ]
        const call = callOf(operation, id, `{${parts.join(',')}}`)
        tell(call, await statusOf(call, { authorization }))
      }
  }
  expect(broken.splice(0)).toEqual([])
}, 120_000)

const cursors = [
  { value: 'x', id: 1 },
  { value: 1, id: 1 },
  { value: true, id: 1 },
  { value: '\u0000', id: 1 },
  { value: '2026-13-77', id: 1 },
  { value: 1e300, id: 1 },
  { value: null, id: 1 },
  { id: 9_007_199_254_740_991 },
  { id: 1.5 },
  [],
].map((cursor) => Buffer.from(JSON.stringify(cursor)).toString('base64url'))
const odd = ['%00', 'toString', '9007199254740993']
/** By what a list can be sorted. */
const sortsIn = ({ kind, input }: (typeof operations)[number]) => {
  const { properties } = Sorts.parse(z.toJSONSchema(input, { io: 'input', unrepresentable: 'any' }))
  return kind === 'list' ? (properties.sort?.enum ?? []).filter((sort) => !sort.startsWith('-')) : []
}
const Sorts = z.object({ properties: z.looseObject({ sort: z.object({ enum: z.array(z.string()) }).optional() }) })

it('cursors that were made up, and odd values in the address', async () => {
  for (const operation of operations.filter((one) => !saysInBody(one))) {
    const fields = Object.keys(operation.input.shape)
    const places = [
      ...sortsIn(operation).flatMap((sort) => cursors.map((cursor) => `after=${cursor}&sort=${sort}`)),
      ...fields.flatMap((field) => odd.map((value) => `${field}=${value}`)),
    ]
    for (const place of places) {
      const call = callOf(operation, 1)
      call.url += `?${place}`
      tell(call, await statusOf(call, { authorization }))
    }
    if (actsOnRow(operation.kind))
      for (const value of odd) {
        const { method, url } = addressOf(operation)
        const call = { method, url: url.replace(':id', value) }
        tell(call, await statusOf(call, { authorization }))
      }
  }
  expect(broken.splice(0)).toEqual([])
}, 120_000)
