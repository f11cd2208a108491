import { type Seeding, seed as seedInstance } from '../packages/core/src/instance/seed.ts'
import { realPorts } from '../packages/core/src/realPorts.ts'
import { tasks } from '../packages/core/src/tasks.ts'

/** What an empty database needs before anybody can sign in, with the tasks that a new instance has. */
export const seed = (seeding: Omit<Seeding, 'ports' | 'tasks'> & Partial<Pick<Seeding, 'ports'>>) =>
  seedInstance({ ports: realPorts(seeding.secretKey), ...seeding, tasks })
