import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'

/** The program's path, or undefined when it is not on this machine. */
export const programOf = (name: string) =>
  (process.env.PATH ?? '')
    .split(path.delimiter)
    .map((folder) => path.join(folder, name))
    .find((file) => existsSync(file))

const apt = (args: string[]) =>
  spawnSync('apt-get', ['-o', 'DPkg::Lock::Timeout=300', ...args], {
    stdio: 'ignore',
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  })

const installs = (name: string) => {
  if (process.getuid?.() !== 0 || !programOf('apt-get')) return false
  console.log(`Installing ${name} …`)
  if (apt(['install', '-y', '--no-install-recommends', name]).status === 0) return true
  return apt(['update']).status === 0 && apt(['install', '-y', '--no-install-recommends', name]).status === 0
}

/** A program some tests need: found, installed by apt when root on Debian, or said loudly to be missing. */
export const provide = (program: string, debianPackage: string, purpose: string) => {
  if (!programOf(program)) installs(debianPackage)
  const found = programOf(program)
  if (!found) console.error(`\nSKIPPED: ${purpose} needs ${program}, which is not on this machine: install the package ${debianPackage}.\n`)
  return found
}

/** What the tests of a complete run use beside the packages. */
export const provideAll = () => {
  provide('redis-server', 'redis-server', 'the queue on Redis')
  provide('gpg', 'gnupg', 'reading signed and encrypted mail')
}
