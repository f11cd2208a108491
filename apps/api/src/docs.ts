import { createRequire } from 'node:module'
import path from 'node:path'
import fastifyStatic from '@fastify/static'
import type { System } from '@reeve/core/context'
import type { FastifyInstance } from 'fastify'
import { asPage } from './headers.ts'
import { openapi } from './openapi.ts'

const dist = path.dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'))
const files = ['swagger-ui.css', 'swagger-ui-bundle.js']

const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>API · Reeve</title>
<link rel="icon" href="/app/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/api/docs/swagger-ui.css">
</head>
<body>
<div id="ui"></div>
<script src="/api/docs/swagger-ui-bundle.js"></script>
<script src="/api/docs/start.js"></script>
</body>
</html>
`
const start =
  "SwaggerUIBundle({ url: '/api/openapi.json', dom_id: '#ui', docExpansion: 'none', tagsSorter: 'alpha', validatorUrl: null })\n"

/** The description of the API, for machines and for people. It says nothing that is not in the program, so it is open to all. */
export const docs = (_: System) => async (app: FastifyInstance) => {
  const description = JSON.stringify(openapi())
  const open = { config: { public: true } } as const
  app.get('/api/openapi.json', open, (__, reply) => reply.type('application/json; charset=utf-8').send(description))
  app.get('/api/docs', open, (__, reply) => asPage(reply, { trustedTypes: false }).type('text/html; charset=utf-8').send(page))
  app.get('/api/docs/start.js', open, (__, reply) => reply.type('text/javascript; charset=utf-8').send(start))
  await app.register(fastifyStatic, { root: dist, serve: false, decorateReply: true })
  for (const file of files) app.get(`/api/docs/${file}`, open, (__, reply) => reply.sendFile(file))
}
