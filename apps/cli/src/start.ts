import { bringUp, untilStopped } from './bringUp.ts'
import { wishToStop } from './lifetime.ts'
import { buildWeb } from './webBuild.ts'

const signal = wishToStop()

process.exitCode = await untilStopped(signal, async (undo) => {
  const { env } = await bringUp({ signal, undo, screens: () => buildWeb(signal) })
  console.log(`Reeve is ready at ${env.BASE_URL}/`)
})
