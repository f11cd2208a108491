import { z } from 'zod'
import { areSources, sourcesIn, Text } from '../inputs/inputs.ts'
import { flag, number, type Setting, text } from './entry.ts'

const isServer = (server: string) => URL.canParse(server) && /^https:\/\/[^/@?#]+\/?$/i.test(server)

/** How this instance reaches others, and which of them it asks for keys. */
export const outboundSettings = {
  'Proxy.host': {
    level: 'optional',
    tab: 'Security',
    about: 'The HTTP proxy for requests to other servers. Empty: they are reached directly.',
    type: Text(255),
    value: '',
    wire: text,
  },
  'Proxy.port': { level: 'optional', tab: 'Security', about: 'The port of the proxy.', ...number(1, 65_535), value: 3128 },
  'Proxy.method': {
    level: 'optional',
    tab: 'Security',
    about: 'Basic: the proxy is told the user and password below. Empty: it asks for none.',
    type: z.enum(['', 'Basic'], 'Say Basic, or nothing.'),
    value: '',
    wire: text,
  },
  'Proxy.user': { level: 'optional', tab: 'Security', about: 'The user name at the proxy.', type: Text(255), value: '', wire: text },
  'Proxy.password': {
    level: 'optional',
    tab: 'Security',
    about: 'The password at the proxy.',
    type: z.string().max(1000),
    value: '',
    secret: true,
    wire: text,
  },
  'Security.outbound_allow': {
    level: 'critical',
    tab: 'Security',
    about:
      'Addresses or ranges of your own network that this instance may reach all the same, such as an internal key server, with commas between.',
    type: Text(2000).refine(areSources, 'List addresses or ranges such as 10.0.0.0/8, with commas between.'),
    value: '',
    advice: (value: string) => (value ? 'Whoever may have a server asked can reach these addresses through this instance.' : undefined),
    wire: text,
  },
  'GnuPG.key_fetching_disabled': {
    level: 'optional',
    tab: 'Mail',
    about: 'Nobody may look for the OpenPGP keys of others on the network.',
    ...flag,
    value: false,
    public: true,
  },
  'GnuPG.key_servers': {
    level: 'optional',
    tab: 'Mail',
    about: 'The key servers that are asked beside the mail domain itself, with commas between. Empty: none.',
    type: Text(1000).refine(
      (servers) => sourcesIn(servers).every(isServer),
      'List servers such as https://keys.example.org, with commas between.',
    ),
    value: 'https://openpgp.circl.lu',
    wire: text,
  },
} as const satisfies Record<string, Setting>
