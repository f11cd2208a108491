import { operations } from '@reeve/contract/catalogue'
import { failures } from '@reeve/contract/inputs/failure'
import { addressOf, partsOf } from '@reeve/contract/kernel/address'
import { may } from '@reeve/contract/kernel/may'
import { actsOnRow, type Operation, saysInBody } from '@reeve/contract/kernel/operation'
import { z } from 'zod'

type Json = Record<string, unknown>
const schemaOf = (schema: z.ZodType, io: 'input' | 'output'): Json => {
  const { $schema: _, ...json } = z.toJSONSchema(schema, {
    io,
    target: 'draft-2020-12',
    unrepresentable: 'any',
  })
  return json
}

const refusal = { $ref: '#/components/schemas/Failure' }
const meanings = new Map<string, string>(
  Object.entries({
    invalid: 'The input is wrong; `fields` says where.',
    unauthenticated: 'Nobody is signed in, or the auth key does not live.',
    forbidden: 'The permission is missing.',
    notFound: 'It is not there, or not yours to see.',
    conflict: 'Right input, wrong moment.',
    busy: 'Too much at once; `Retry-After` says when to come back.',
    upstream: 'Another server failed.',
    unavailable: 'The instance cannot serve at the moment: it is overloaded, its database does not answer or its disk is full.',
    broken: 'It broke on our side.',
  }),
)
const refusals = Object.fromEntries(
  Object.entries(failures).map(([kind, status]) => [
    status,
    { description: meanings.get(kind) ?? '', content: { 'application/json': { schema: refusal } } },
  ]),
)

const Shape = z.object({ properties: z.record(z.string(), z.unknown()).default({}), required: z.array(z.string()).default([]) })
const parametersOf = ({ kind, input }: Operation) => {
  const { properties, required } = Shape.parse(schemaOf(input.omit(actsOnRow(kind) ? { id: true } : {}), 'input'))
  return Object.entries(properties).map(([name, schema]) => ({ name, in: 'query', required: required.includes(name), schema }))
}
const inPath = { name: 'id', in: 'path', required: true, schema: { type: 'string' } }

const answerOf = ({ kind, output }: Operation) => {
  const schema = schemaOf(output, 'output')
  if (kind !== 'export') return { 'application/json': { schema } }
  return {
    'application/json': { schema: { type: 'array', items: schema } },
    'application/x-ndjson': { schema },
    'text/csv': { schema: { type: 'string' } },
  }
}

const describe = (operation: Operation) => {
  const { kind, name, summary, allow, input } = operation
  const body = saysInBody(operation) ? schemaOf(input.omit(actsOnRow(kind) ? { id: true } : {}), 'input') : undefined
  return {
    operationId: name,
    tags: [partsOf(operation).noun],
    summary,
    description: `Needs: ${allow.name}.`,
    ...((allow === may.everyone || allow === may.register || allow === may.forget) && { security: [] }),
    parameters: [...(actsOnRow(kind) ? [inPath] : []), ...(body ? [] : parametersOf(operation))],
    ...(body && kind !== 'delete' && { requestBody: { content: { 'application/json': { schema: body } } } }),
    responses: { 200: { description: 'Done.', content: answerOf(operation) }, ...refusals },
  }
}

/** The catalogue as OpenAPI 3.1; made once, for it only changes with the program. */
export const openapi = () => {
  const paths: Record<string, Json> = {}
  for (const operation of operations) {
    const { method, url } = addressOf(operation)
    const place = url.replace(':id', '{id}')
    paths[place] = { ...paths[place], [method.toLowerCase()]: describe(operation) }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Reeve',
      version: '1',
      description: 'Administration of a threat intelligence instance. Times are ISO 8601 in UTC, ids are numbers.',
    },
    security: [{ key: [] }, { session: [] }],
    paths,
    components: {
      securitySchemes: {
        key: { type: 'apiKey', in: 'header', name: 'Authorization' },
        session: { type: 'apiKey', in: 'cookie', name: 'MISP-{instance uuid}' },
      },
      schemas: {
        Failure: schemaOf(
          z.object({
            error: z.enum(Object.keys(failures)),
            message: z.string(),
            fields: z.record(z.string(), z.array(z.string())),
            request_id: z.string(),
          }),
          'output',
        ),
      },
    },
  }
}
