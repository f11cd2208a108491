import { anything } from './anything.ts'
import type { Group } from './command.ts'
import { jobCommands, taskCommands } from './jobs.ts'
import { settingCommands } from './settings.ts'
import { tailCommands } from './tail.ts'
import { userCommands } from './users.ts'
import { workerCommands } from './workers.ts'

/** Every command of the console; one group is one line. */
export const groups: readonly Group[] = [tailCommands, workerCommands, userCommands, settingCommands, jobCommands, taskCommands, anything]
