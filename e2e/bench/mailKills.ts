/**
 * Two workers send mails and are killed (`-9`) at random moments; each is replaced. No mail may reach the sink twice, and each ends
 * accepted or in doubt. By hand: `SEED=1 node e2e/bench/mailKills.ts`.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { withPostgres } from '../../apps/cli/src/throwAwayPostgres.ts'
import { mailWorld } from './mailWorld.ts'

const count = Number(process.env.COUNT ?? 3000)
const kills = Number(process.env.KILLS ?? 20)
let state = Number(process.env.SEED ?? Date.now() % 100_000)
console.log(`SEED=${state}`)
/** A number from 0 to below 1 that the seed decides (mulberry32). */
const chance = () => {
  state = (state + 0x6d2b79f5) | 0
  let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
}

await withPostgres(async (server) => {
  const world = await mailWorld(server, 'Curve25519')
  const workers = [await world.worker(), await world.worker()]
  const batches = 30
  for (let killed = 0; killed < kills; killed++) {
    if (killed < batches) await world.mails(Math.ceil(count / Math.min(kills, batches)))
    await sleep(chance() * 800)
    const at = Math.floor(chance() * workers.length)
    await workers[at]?.stop('SIGKILL')
    workers[at] = await world.worker()
  }
  const open = new Set(['queued', 'sending', 'deferred'])
  await world.until(async () => {
    await sleep(1000)
    return !Object.keys(await world.standing()).some((status) => open.has(status))
  })
  const standing: Record<string, number> = await world.standing()
  const ids = world.sink.got.map(({ messageId }) => messageId)
  const twice = ids.length - new Set(ids).size
  const { accepted = 0, in_doubt = 0 } = standing
  console.log(`${kills} kills: ${JSON.stringify(standing)}; the sink got ${ids.length} mails, ${twice} of them twice.`)
  const all = Object.values(standing).reduce((sum, one) => sum + one, 0)
  const sound = twice === 0 && accepted + in_doubt === all && ids.length >= accepted && ids.length - accepted <= in_doubt
  for (const worker of workers) await worker.stop()
  await world.close()
  process.exitCode = sound ? 0 : 1
  console.log(sound ? 'Nothing lost, nothing twice.' : 'NOT SOUND')
})
