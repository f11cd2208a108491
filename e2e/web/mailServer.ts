import { smtpSink } from '../../packages/core/src/testing/smtpSink.ts'
import { setSetting } from './walker.ts'

/** A mail server of our own, named in the settings, that keeps what it is given. */
export const mailServer = async () => {
  const sink = await smtpSink()
  const settings = { 'Mail.host': '127.0.0.1', 'Mail.port': sink.port, 'Mail.security': 'none', 'MISP.email': 'reeve@instance.test' }
  for (const [name, value] of Object.entries(settings)) await setSetting(name, value)
  return sink
}
