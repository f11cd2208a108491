import { expect, it } from 'vitest'
import { scene } from '../../../packages/core/src/testing/scene.ts'
import { cookieName } from './authenticate.ts'
import { apiOver } from './testing/apiOver.ts'

const { world, app } = await apiOver(scene())
const password = 'Correct horse 9'
await world.ask('admin', 'users.edit', { id: 3, password, change_pw: false })

it('signing in ends the session that the browser had before', async () => {
  const give = (text: string, cookie?: string) =>
    app.inject({
      method: 'POST',
      url: '/api/session',
      headers: cookie === undefined ? {} : { cookie },
      payload: { email: 'user@alpha.test', password: text },
    })
  const { token } = (await give(password)).json<{ token: string }>()
  const cookie = `${cookieName(world.system)}=${token}`
  const me = async () => (await app.inject({ url: '/api/session/me', headers: { cookie } })).statusCode
  expect((await give('wrong', cookie)).statusCode).toBe(401)
  expect(await me()).toBe(200)
  expect((await give(password, cookie)).statusCode).toBe(200)
  expect(await me()).toBe(401)
})
