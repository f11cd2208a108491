import { isIP } from 'node:net'

/**
 * What each environment variable must look like. The bootstrap runs these checks before any package is installed, so this file imports
 * none and keeps to what Node 20 can read.
 */

const levels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']

/** @param {string} text @param {string[]} protocols */
const isAddress = (text, protocols) => {
  try {
    return protocols.includes(new URL(text).protocol)
  } catch {
    return false
  }
}

/** @param {string} text */
const isSource = (text) => {
  const [address = '', bits, ...more] = text.split('/')
  const most = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1
  return most > 0 && more.length === 0 && (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= most))
}

/** @param {string} text A list with commas or blanks between its parts. */
export const partsOf = (text) => text.split(/[\s,]+/).filter(Boolean)

/** @type {[name: string, holds: (text: string) => boolean, sentence: string][]} */
const checks = [
  ['PORT', (text) => /^\d{1,5}$/.test(text) && Number(text) <= 65_535, 'PORT is not a number from 0 to 65535.'],
  [
    'BASE_URL',
    (text) => isAddress(text, ['http:', 'https:']) && !/[?#]/.test(text),
    'BASE_URL is not an address like https://reeve.example.org.',
  ],
  [
    'DATABASE_URL',
    (text) => isAddress(text, ['postgres:', 'postgresql:']),
    'DATABASE_URL is not an address like postgresql://user:password@host:5432/database.',
  ],
  ['REDIS_URL', (text) => isAddress(text, ['redis:', 'rediss:']), 'REDIS_URL is not an address like redis://host:6379.'],
  ['SMTP_URL', (text) => isAddress(text, ['smtp:', 'smtps:']), 'SMTP_URL is not an address like smtp://user:password@host:port.'],
  [
    'TRUSTED_PROXIES',
    (text) => partsOf(text).every(isSource),
    'TRUSTED_PROXIES is not a list of addresses or ranges such as 10.0.0.0/8, with commas between.',
  ],
  ['SECRET_KEY', (text) => text.length >= 16, 'SECRET_KEY needs at least 16 characters.'],
  ['LOG_LEVEL', (text) => levels.includes(text), `LOG_LEVEL is none of ${levels.join(', ')}.`],
  ['WORKER_SLOT', (text) => /^[1-9]\d{0,9}$/.test(text), 'WORKER_SLOT is not the number of a worker slot.'],
  ['WORKER_QUEUES', (text) => text.length <= 200, 'WORKER_QUEUES is longer than 200 characters.'],
  ['REEVE_ADMIN_EMAIL', (text) => /^[^\s@]+@[^\s@]+$/.test(text), 'REEVE_ADMIN_EMAIL is not an e-mail address.'],
  ['REEVE_ADMIN_KEY', (text) => /^[a-zA-Z0-9]{40}$/.test(text), 'REEVE_ADMIN_KEY needs exactly 40 letters and digits.'],
]

/**
 * One sentence for each variable that is set to something that cannot work. An empty variable counts as unset.
 * @param {Record<string, string | undefined>} env
 * @returns {string[]}
 */
export const problemsIn = (env) =>
  checks.flatMap(([name, holds, sentence]) => {
    const text = env[name]
    return text && !holds(text) ? [sentence] : []
  })
