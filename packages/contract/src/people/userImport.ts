import { z } from 'zod'
import { Flag, Id } from '../inputs/inputs.ts'
import { field } from '../kernel/fields.ts'
import { may } from '../kernel/may.ts'
import { UserInput } from './userInputs.ts'

/** What a file or a list of people may say of each: whatever an admin may say who adds one. */
export const importable = UserInput.keyof()
/** So many rows at once, and so many of them with a password: hashing takes its time. */
export const mostRows = 5000
export const mostPasswords = 1000
export const delimiters = [',', ';', '\t'] as const

const Cell = z.union([z.string().max(65_535), z.number(), z.boolean(), z.null()])

/** An import of users, given as a CSV file or as rows. */
export const ImportInput = z.object({
  csv: z
    .string()
    .max(16_000_000, 'At most 16 million characters at once. Split the file.')
    .optional()
    .describe('The text of a CSV file, its first line the headings; or say `rows`.'),
  rows: z
    .array(z.record(z.string().max(255), Cell))
    .max(mostRows, `At most ${mostRows} rows at once. Split the list.`)
    .optional()
    .describe('The same as objects, their keys the headings.'),
  delimiter: z.enum(delimiters).optional().describe('What stands between the cells; guessed where nothing is said.'),
  mapping: z
    .record(z.string().max(255), z.union([importable, z.literal('')]))
    .optional()
    .describe('Which field a heading stands for; empty: none. Headings that are not named here are recognised.'),
  org_id: field(Id.optional(), {
    label: 'Default organisation',
    of: 'organisations',
    setBy: may.siteAdmin,
    help: 'For rows without an organisation. Empty: your own.',
  }),
  role_id: field(Id.optional(), {
    label: 'Default role',
    of: 'roles',
    setBy: may.admin,
    help: 'For rows without a role. Empty: the default role of the instance.',
  }),
  passwords: z
    .enum(['none', 'shown', 'mailed'])
    .default('none')
    .describe(
      'For rows without one. `shown`: temporary ones are made and answered this once; `mailed`: each gets a welcome with one by mail.',
    ),
  dry_run: Flag.default(false).describe('Says what would become of each row, and changes nothing.'),
})
export type ImportInput = z.output<typeof ImportInput>

const ImportedRow = z.object({
  line: z.number().describe('Of the file, the headings being line 1; of `rows`, the number from 1.'),
  email: z.string(),
  org: z.string().nullable(),
  role: z.string().nullable(),
  user_id: z.number().nullable().describe('Null in a dry run.'),
  password: z.string().nullable().describe('The temporary password that was made, shown this once.'),
  problems: z.array(z.object({ field: z.string(), message: z.string() })),
})
export type ImportedRow = z.output<typeof ImportedRow>

/** What became of a file, or would become of it. */
export const ImportDone = z.object({
  dry_run: z.boolean(),
  delimiter: z.enum(delimiters).nullable(),
  columns: z.array(
    z.object({
      header: z.string(),
      field: importable.nullable().describe('Null: not used.'),
      sample: z.array(z.string()).describe('What the first rows say.'),
    }),
  ),
  problems: z.array(z.string()).describe('What is wrong with the file as a whole.'),
  failed: z.number().describe('Rows with problems. Where there is one, nothing is imported.'),
  rows: z.array(ImportedRow),
  batch: z.string().nullable().describe('By which the ledger finds the welcome mails.'),
})
export type ImportDone = z.output<typeof ImportDone>
