import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** The server hands out what is built here under /app/; while developing, everything else is asked of a server that runs beside. */
export default defineConfig({
  base: '/app/',
  plugins: [react()],
  build: { assetsInlineLimit: 0, chunkSizeWarningLimit: 900, modulePreload: { polyfill: false } },
  server: { proxy: { '^/(?!app/)': process.env.REEVE_URL ?? 'http://127.0.0.1:3000' } },
})
