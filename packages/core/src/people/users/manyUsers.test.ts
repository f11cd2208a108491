import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Scene, scene, type Who } from '../../testing/scene.ts'

let world: Scene
beforeAll(async () => {
  world = await scene()
})
afterAll(() => world.close())
const userOf = (email: string) => world.system.db.user.findUniqueOrThrow({ where: { email } })
const idsOf = async (...emails: string[]) => Promise.all(emails.map(async (email) => (await userOf(email)).id))
type Done = { results: { id: number; email: string; done: boolean; message: string; before: object | null }[]; next: number | null }
const editMany = (who: Who, input: object) => world.ask<Done>(who, 'users.editMany', input)

describe('users.editMany', () => {
  it('changes each under the rules of a single edit, and says what became of each', async () => {
    const ids = await idsOf('user@alpha.test', 'orgadmin@alpha.test', 'publisher@alpha.test', 'user@beta.test')
    const { results } = await editMany('admin', { ids, set: { change_pw: true } })
    expect(results.map(({ done }) => done)).toEqual([true, true, true, true])
    const edits = await world.logs({ action: 'edit', model: 'User' })
    expect(edits.map(({ change }) => change)).toEqual(Array.from({ length: 4 }, () => 'change_pw () => (1)'))
  })

  it('says what each value was before, so that it can be set back', async () => {
    const [first = 0, second = 0] = await idsOf('user@alpha.test', 'publisher@alpha.test')
    await editMany('admin', { ids: [second], set: { contactalert: true } })
    const { results } = await editMany('admin', { ids: [first, second], set: { contactalert: true, role_id: 4 } })
    const before = new Map(results.map((one) => [one.id, one.before]))
    expect(before.get(first)).toEqual({ contactalert: false, role_id: 3 })
    expect(before.get(second)).toBeNull()
    await editMany('admin', { ids: [first], set: before.get(first) })
    expect(await userOf('user@alpha.test')).toMatchObject({ contactalert: false, role_id: 3 })
  })

  it('refuses the last site admin and goes on with the others', async () => {
    const { results } = await editMany('admin', { ids: await idsOf('admin@admin.test', 'user@beta.test'), set: { disabled: true } })
    expect(results).toMatchObject([{ done: false, message: expect.stringContaining('last site admin') }, { done: true }])
    expect([(await userOf('admin@admin.test')).disabled, (await userOf('user@beta.test')).disabled]).toEqual([false, true])
    await editMany('admin', { where: { disabled: true }, set: { disabled: false } })
    expect((await userOf('user@beta.test')).disabled).toBe(false)
  })

  it('security 7: an org admin changes neither strangers nor who has more rights, and gives none', async () => {
    const ids = await idsOf('user@alpha.test', 'sync@alpha.test', 'user@beta.test')
    const { results } = await editMany('orgadmin', { ids, set: { disabled: true } })
    expect(results).toMatchObject([
      { email: 'user@alpha.test', done: true },
      { email: 'sync@alpha.test', done: false },
    ])
    expect((await userOf('sync@alpha.test')).disabled).toBe(false)
    expect((await userOf('user@beta.test')).disabled).toBe(false)
    await editMany('admin', { ids, set: { disabled: false } })
    const raised = await editMany('orgadmin', { ids, set: { role_id: 1 } })
    expect(raised.results.every(({ done }) => !done)).toBe(true)
    expect((await userOf('user@alpha.test')).role_id).toBe(3)
    await expect(editMany('orgadmin', { ids, set: { org_id: 1 } })).rejects.toMatchObject({ kind: 'invalid' })
    await expect(editMany('user', { ids, set: { disabled: true } })).rejects.toMatchObject({ kind: 'forbidden' })
  })

  it('reaches all that match, a part at a time', async () => {
    await world.system.db.user.createMany({
      data: Array.from({ length: 250 }, (_, n) => ({ email: `many${n}@many.test`, org_id: 3, role_id: 3 })),
    })
    const first = await editMany('admin', { where: { email: '@many.test' }, set: { autoalert: true } })
    expect(first.results).toHaveLength(200)
    const second = await editMany('admin', { where: { email: '@many.test' }, after: first.next, set: { autoalert: true } })
    expect([second.results.length, second.next]).toEqual([50, null])
    expect(await world.system.db.user.count({ where: { email: { endsWith: '@many.test' }, autoalert: true } })).toBe(250)
  })

  it.each([
    [{ set: { disabled: true } }, /Say either/],
    [{ ids: [1], where: {}, set: { disabled: true } }, /Say either/],
    [{ ids: [1], set: {} }, /Say what/],
  ])('refuses %j', async (input, text) => {
    await expect(editMany('admin', input)).rejects.toMatchObject({ kind: 'invalid', message: expect.stringMatching(text) })
  })
})
