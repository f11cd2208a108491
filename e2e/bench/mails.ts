/**
 * Mails per second, encrypted and signed, from the rows to the sink with all their rows, by two workers; beside a loop of openpgp.js
 * and nodemailer in as many processes against the same sink. By hand: `node e2e/bench/mails.ts`.
 * Targets: 0.7 of bare with RSA-4096, 0.5 with Curve25519.
 */
import { withPostgres } from '../../apps/cli/src/postgres/throwAwayPostgres.ts'
import { type Kind, kinds, mailWorld, started } from './mailWorld.ts'

const count = Number(process.env.COUNT ?? 2000)
const rounds = Number(process.env.ROUNDS ?? 2)
type World = Awaited<ReturnType<typeof mailWorld>>

const rate = (since: number) => count / ((performance.now() - since) / 1000)

const reeve = async (world: World) => {
  const workers = [await world.worker(), await world.worker()]
  // The first mails open what the others use.
  await world.mails(40)
  await world.until(() => world.sink.got.length >= 40)
  world.sink.got.splice(0)
  const since = performance.now()
  await world.mails(count)
  await world.until(() => world.sink.got.length >= count)
  const per = rate(since)
  await world.until(async () => !Object.keys(await world.standing()).some((status) => status !== 'accepted'))
  for (const worker of workers) await worker.stop()
  world.sink.got.splice(0)
  return per
}

const bare = async ({ sink, keys, until }: World) => {
  const env = { ...keys, PORT: String(sink.port), COUNT: String(count / 2) }
  const loops = await Promise.all([1, 2].map(() => started('e2e/bench/mailBare.ts', env, 'The loop is ready.')))
  sink.got.splice(0)
  const since = performance.now()
  for (const loop of loops) loop.go()
  await until(() => sink.got.length >= count)
  const per = rate(since)
  sink.got.splice(0)
  return per
}

await withPostgres(async (server) => {
  for (const kind of Object.keys(kinds) as Kind[]) {
    const world = await mailWorld(server, kind)
    const best = { ours: 0, bare: 0 }
    for (let round = 0; round < rounds; round++) {
      best.bare = Math.max(best.bare, await bare(world))
      best.ours = Math.max(best.ours, await reeve(world))
    }
    await world.close()
    const share = (best.ours / best.bare).toFixed(2)
    console.log(`${kind.padEnd(12)} Reeve ${best.ours.toFixed(0)} mails/s, bare ${best.bare.toFixed(0)} mails/s: ${share} of bare`)
  }
})
