import { defineConfig } from 'prisma/config'

/** Where Prisma's command line finds the schema; migrations are applied by prisma/migrate.ts. */
export default defineConfig({ schema: 'prisma/schema.prisma' })
