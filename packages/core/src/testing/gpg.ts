import { spawnSync } from 'node:child_process'
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

type Made = { algo?: string; sub?: string; expire?: string; subExpire?: string; at?: string }

/** A real GnuPG with a home of its own. `close` ends its agent. */
export const gnupg = () => {
  const home = mkdtempSync(path.join(tmpdir(), 'gpg-'))
  const run = (args: string[], input?: string | Uint8Array) => {
    const base = ['--homedir', home, '--batch', '--no-tty', '--yes', '--pinentry-mode', 'loopback', '--trust-model', 'always']
    const { stdout, stderr, status } = spawnSync('gpg', [...base, ...args], { ...(input !== undefined && { input }) })
    return { out: stdout.toString(), err: stderr.toString(), code: status }
  }
  const must = (args: string[], input?: string) => {
    const ran = run(args, input)
    if (ran.code !== 0) throw new Error(`gpg ${args.join(' ')}: ${ran.err}`)
    return ran.out
  }
  const fingerprint = (email: string) => /^fpr:+([0-9A-F]+)/m.exec(must(['--with-colons', '--list-keys', email]))?.[1] ?? ''
  const write = (name: string, text: string | Uint8Array) => {
    writeFileSync(path.join(home, name), text)
    return path.join(home, name)
  }
  return {
    run,
    fingerprint,
    export: (email: string) => must(['--armor', '--export', email]),
    /** A key of this address, by default Ed25519 with an encryption subkey; `at` is the day it was made on, ISO basic format. */
    make: (email: string, { algo = 'ed25519', sub = 'cv25519', expire = '0', subExpire = expire, at }: Made = {}) => {
      const when = at ? ['--faked-system-time', at] : []
      must([...when, '--passphrase', '', '--quick-generate-key', `Tester <${email}>`, algo, 'cert,sign', expire])
      if (sub) must([...when, '--passphrase', '', '--quick-add-key', fingerprint(email), sub, 'encr', subExpire])
      return must(['--armor', '--export', email])
    },
    /** Imports the revocation that gpg laid by when it made the key. */
    revoke: (email: string) => {
      const [file = ''] = globSync(path.join(home, 'openpgp-revocs.d', `${fingerprint(email)}.rev`))
      must(['--import'], readFileSync(file, 'utf8').replace(/^:---/m, '---'))
      return must(['--armor', '--export', email])
    },
    import: (armored: string) => must(['--import'], armored),
    decrypt: (armored: string) => run(['--decrypt'], armored),
    verify: (signature: string, signed: Uint8Array) => run(['--verify', write('part.asc', signature), write('part', signed)]),
    close: () => {
      spawnSync('gpgconf', ['--homedir', home, '--kill', 'all'])
      rmSync(home, { recursive: true, force: true })
    },
  }
}
