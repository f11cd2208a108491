import { expect, it } from 'vitest'
import { certificate } from '../../testing/tlsServer.ts'
import { certificateProblem } from './certificate.ts'

const { cert } = certificate(['alpha.test'])

it('takes a certificate until it expires', () => {
  expect(certificateProblem(cert, new Date())).toBeUndefined()
  expect(certificateProblem(cert, new Date('2200-01-01'))).toMatch(/^This certificate expired on \d{4}-\d\d-\d\d\.$/)
})

it.each(['x', cert.slice(0, 100), '-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----'])('refuses %j', (text) =>
  expect(certificateProblem(text, new Date())).toMatch(/no X\.509 certificate/),
)
