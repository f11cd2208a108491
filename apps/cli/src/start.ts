import { bringUp, untilStopped } from './launcher/bringUp.ts'
import { buildWeb } from './launcher/buildWeb.ts'
import { wishToStop } from './lifetime.ts'

const signal = wishToStop()

process.exitCode = await untilStopped(signal, async (undo) => {
  const { env } = await bringUp({ signal, undo, screens: () => buildWeb(signal) })
  console.log(`Reeve is ready at ${env.BASE_URL}/`)
})
