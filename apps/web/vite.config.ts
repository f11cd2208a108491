import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { firstLoad } from './firstLoad.ts'

/** The server hands out what is built here under /app/; while developing, everything else is asked of a server that runs beside. */
export default defineConfig({
  base: '/app/',
  plugins: [react(), firstLoad()],
  build: {
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1500,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        // One file for what every page needs, and few for what several pages share: each request costs a round trip.
        codeSplitting: {
          groups: [
            { name: 'initial', tags: ['$initial'] },
            // Only libraries and the kit, which import no page: chunks that import each other may be evaluated in the wrong order.
            { name: 'libraries', test: /node_modules/, minShareCount: 2 },
            { name: 'kit', test: /src\/kit\//, minShareCount: 2 },
          ],
        },
      },
    },
  },
  server: { proxy: { '^/(?!app/)': process.env.REEVE_URL ?? 'http://127.0.0.1:3000' } },
})
