import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { danglingCitations } from './citations.ts'
import { root } from './tool.ts'

/** What the linter has no rule for. `except` names the files a rule's subject lives in. */
type Rule = { files: string; except: string[]; pattern: RegExp; sentence: string }

const tests = ['**/*.test.ts', '**/*.test.tsx', '**/testing/**']

const rules: Rule[] = [
  {
    files: 'packages/core/src/**/*.ts',
    except: ['packages/core/src/realPorts.ts', ...tests],
    pattern: /\bnew Date\(\)|\bDate\.now\(|\bMath\.random\(|\brandom(?:UUID|Bytes|Int)\(/,
    sentence: 'Time and chance come through ports.',
  },
  {
    files: '{apps,packages,prisma,e2e}/**/*.{ts,tsx}',
    // askIn runs the constant statements of the areas inside a transaction; sets.ts takes names from the schema alone.
    except: ['apps/cli/src/rules.ts', 'packages/core/src/database/{sql,sets}.ts'],
    pattern: /dangerouslySetInnerHTML|\$queryRawUnsafe|\$executeRawUnsafe/,
    sentence: 'Text of others is never taken for markup or SQL.',
  },
  {
    files: 'packages/core/src/**/*.ts',
    except: [
      'packages/core/src/database/**',
      'packages/core/src/*/data/**',
      // LISTEN and NOTIFY, and the savepoints of a change.
      'packages/core/src/kernel/{notifier,signal}.ts',
      'packages/core/src/request/change.ts',
      ...tests,
    ],
    pattern: /\$queryRaw|\$executeRaw|\bpool\.query\(|\bclient\.query\(/,
    sentence: 'Raw SQL belongs to database/ or to the data folder of an area.',
  },
  {
    files: '{apps,packages,prisma}/**/*.{ts,tsx}',
    except: ['apps/cli/**', 'prisma/**'],
    pattern: /@ts-ignore|@ts-nocheck|eslint-disable|biome-ignore|oxlint-disable(?!.* -- \S)/,
    sentence: 'A rule is switched off only with oxlint-disable, and only with a reason behind --.',
  },
  {
    files: '{apps,packages}/*/src/**/*.{ts,tsx}',
    except: [],
    pattern: /^\s*export \* from/,
    sentence: 'No barrels: import the file that owns the thing.',
  },
]

const badNames = /^(utils?|helpers?|common|manager|service|dto|types)\.tsx?$/

const everywhere = { cwd: root, exclude: ['**/node_modules/**', '**/generated/**', '**/dist/**'] }

const breaches = ({ files, except, pattern, sentence }: Rule) =>
  globSync(files, { ...everywhere, exclude: [...everywhere.exclude, ...except] }).flatMap((file) =>
    readFileSync(path.join(root, file), 'utf8')
      .split('\n')
      .flatMap((line, index) => (pattern.test(line) ? [`${file}:${index + 1}: ${sentence}`] : [])),
  )

const misnamed = () =>
  globSync('{apps,packages,prisma,e2e}/**/*.{ts,tsx}', everywhere)
    .filter((file) => badNames.test(path.basename(file)))
    .map((file) => `${file}: a file is called after its main export.`)

const found = [...rules.flatMap(breaches), ...misnamed(), ...danglingCitations()]
for (const line of found) console.log(line)
process.exitCode = found.length > 0 ? 1 : 0
