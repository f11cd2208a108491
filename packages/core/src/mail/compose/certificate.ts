import { X509Certificate } from 'node:crypto'
import { invalid } from '@reeve/contract/inputs/failure'

const emailProtection = '1.3.6.1.5.5.7.3.4'

/** Why a text is no certificate for S/MIME (docs/contract/people-data.md 2.1); undefined when it is one. */
export const certificateProblem = (text: string, now: Date): string | undefined => {
  let certificate: X509Certificate
  try {
    certificate = new X509Certificate(text)
  } catch {
    return 'This is no X.509 certificate. Paste the whole block, from BEGIN CERTIFICATE to END CERTIFICATE.'
  }
  if (certificate.validToDate <= now) return `This certificate expired on ${certificate.validToDate.toISOString().slice(0, 10)}.`
  // Without this extension a certificate may be used for anything.
  const uses: string[] | undefined = certificate.keyUsage
  return uses && !uses.includes(emailProtection) ? 'This certificate is not meant for e-mail.' : undefined
}

type Input = { certificate: string | null | undefined; stored?: string | null }
/** A new certificate must be one. A stored one may stay as it is. */
export const refuseUselessCertificate = ({ certificate, stored }: Input, now: Date) => {
  if (!certificate?.trim() || certificate.trim() === stored?.trim()) return
  const problem = certificateProblem(certificate, now)
  if (problem !== undefined) invalid({ certif_public: [problem] })
}
