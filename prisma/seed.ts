/** What an empty database needs before anybody can sign in. */
export { seed } from '../packages/core/src/instance/seed.ts'
