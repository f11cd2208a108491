import type { ImportDone } from '@reeve/contract/people/userImport'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Scene, scene, type Who } from '../../testing/scene.ts'

let world: Scene
beforeAll(async () => {
  world = await scene()
})
afterAll(() => world.close())
const importing = (who: Who, input: object) => world.ask<ImportDone>(who, 'users.import', input)
const dry = (who: Who, input: object) => importing(who, { ...input, dry_run: true })
const userOf = (email: string) => world.system.db.user.findUnique({ where: { email } })
const count = () => world.system.db.user.count()
const valuesOf = ({ rows }: ImportDone) =>
  rows.map(({ line, problems }) => [line, ...problems.map(({ field, message }) => `${field}: ${message}`)])

describe('users.import', () => {
  it('recognises headings, finds organisations and roles by name, UUID or id, and adds all as an addition does', async () => {
    const beta = await world.system.db.organisation.findUniqueOrThrow({ where: { id: 3 } })
    const csv = [
      '\uFEFFE-Mail;Organisation;Role;Event alert;Expires;Must change password;Phone',
      '',
      'ann@import.test;org alpha;Publisher;yes;2040-01-31;0;"+32; ask"',
      `ben@import.test;${beta.uuid};3;;;;`,
      'cat@import.test;3;;no;;;',
      'dan@import.test;;;;;;',
    ].join('\r\n')
    const tried = await dry('admin', { csv })
    expect(tried).toMatchObject({ dry_run: true, delimiter: ';', problems: [], failed: 0 })
    expect(tried.columns.map(({ field }) => field)).toEqual(['email', 'org_id', 'role_id', 'autoalert', 'expiration', 'change_pw', null])
    expect(tried.columns[0]?.sample).toEqual(['ann@import.test', 'ben@import.test', 'cat@import.test'])
    expect(await userOf('ann@import.test')).toBeNull()

    const done = await importing('admin', { csv })
    expect(done.rows.map(({ line, org, role, user_id }) => [line, org, role, user_id !== null])).toEqual([
      [3, 'Org Alpha', 'Publisher', true],
      [4, 'Org Beta', 'User', true],
      [5, 'Org Beta', 'User', true],
      [6, 'ORGNAME', 'User', true],
    ])
    const ann = await userOf('ann@import.test')
    expect(ann).toMatchObject({ org_id: 2, role_id: 4, autoalert: true, change_pw: false, password: '', invited_by: 1 })
    expect(ann?.expiration).toEqual(new Date('2040-01-31T00:00:00Z'))
    const logs = await world.logs({ action: 'add', model: 'User' })
    expect(logs.map(({ title }) => title)).toEqual(done.rows.map(({ user_id, email }) => `User (${user_id}): ${email}`))
    expect(logs[0]?.change).toContain('email () => (ann@import.test)')
  })

  it('takes a mapping for headings that say nothing, and defaults for rows that name none', async () => {
    const csv = 'Contact,Company\neve@import.test,Org Beta\n'
    expect((await dry('admin', { csv })).problems).toEqual(['No column stands for “Email”. Say which one does.'])
    const mapped = await importing('admin', { csv, mapping: { Contact: 'email', Company: '' }, org_id: 2, role_id: 6 })
    expect(mapped.columns.map(({ field }) => field)).toEqual(['email', null])
    expect(await userOf('eve@import.test')).toMatchObject({ org_id: 2, role_id: 6 })
    expect((await dry('admin', { csv, mapping: { Contact: 'email', Company: 'email', Gone: 'role_id' } })).problems).toEqual([
      'There is no heading “Gone” in this file.',
      'More than one column stands for “Email”: “Contact”, “Company”.',
    ])
  })

  it('says every problem of every row, and imports nothing while there is one', async () => {
    const csv = [
      'email,org,role,disabled,expiration,password,gpgkey',
      'fay@import.test,Org Alpha,User,,,,',
      'no address,Nowhere,Emperor,maybe,soon,,',
      'USER@alpha.test,,,,,,',
      'Fay@Import.test,,,,,weak,',
      'gus@import.test,,,,,,no key',
      'hal@import.test,,,,,,,too much',
    ].join('\n')
    const before = await count()
    expect(valuesOf(await dry('admin', { csv }))).toEqual([
      [2],
      [
        3,
        'email: Please enter a valid email address.',
        'expiration: “soon” is no date. Write it as 2030-12-31 or 2030-12-31 23:59:59.',
        'disabled: Say true or false.',
        'org_id: There is no organisation “Nowhere” here. Add it first, or correct the name.',
        expect.stringMatching(/^role_id: There is no role “Emperor”. You may give: admin, Org Admin, User/),
      ],
      [4, 'email: An account with this email address already exists.'],
      [5, 'email: Line 2 has the same email address.', 'password: Password length requirement not met.'],
      [6, expect.stringMatching(/^gpgkey: /)],
      [7, expect.stringMatching(/^_: This line has 8 cells, and there are 7 headings/)],
    ])
    await expect(importing('admin', { csv })).rejects.toMatchObject({
      kind: 'invalid',
      message: 'Nothing was imported: 5 of 6 rows have problems.',
      fields: { 'line 4': ['An account with this email address already exists.'] },
    })
    expect([await count(), await userOf('fay@import.test')]).toEqual([before, null])
  })

  it('security 7: an org admin imports into his own organisation, below his own rights, and learns of no other', async () => {
    const rows = [
      { email: 'ida@alpha.test', org: 'Org Alpha', role: 'Publisher' },
      { email: 'jan@alpha.test', org: 'Org Beta' },
      { email: 'kim@alpha.test', org: 'Nowhere' },
      { email: 'leo@alpha.test', org: '3', role: 'Sync user' },
      { email: 'mia@alpha.test', role: 'admin' },
      { email: 'ned@alpha.test', external_auth_key: 'ned' },
    ]
    const own = 'org_id: You add users to your own organisation only: Org Alpha.'
    const notHis = 'role_id: This role is not yours to give.'
    expect(valuesOf(await dry('orgadmin', { rows }))).toEqual([
      [1],
      [2, own],
      [3, own],
      [4, own, notHis],
      [5, notHis],
      [6, 'external_auth_key: You may not set this.'],
    ])
    await expect(dry('orgadmin', { rows, org_id: 3 })).rejects.toMatchObject({ kind: 'invalid', fields: { org_id: [expect.any(String)] } })
    await world.ask('admin', 'organisations.edit', { id: 2, restricted_to_domain: ['alpha.test'] })
    expect(valuesOf(await dry('orgadmin', { rows: [{ email: 'odd@else.test' }] }))).toEqual([
      [1, 'email: Org Alpha only takes addresses of alpha.test.'],
    ])
    await importing('orgadmin', { rows: rows.slice(0, 1) })
    expect(await userOf('ida@alpha.test')).toMatchObject({ org_id: 2, role_id: 4 })
    await expect(dry('user', { rows })).rejects.toMatchObject({ kind: 'forbidden' })
  })

  it('makes temporary passwords that are shown once, may be copied from a spreadsheet and must be changed', async () => {
    const rows = [
      { email: 'ola@import.test', change_pw: false },
      { email: 'pat@import.test', password: 'Correct horse 12' },
    ]
    expect((await dry('admin', { rows, passwords: 'shown' })).rows.map(({ password }) => password)).toEqual([null, null])
    const done = await importing('admin', { rows, passwords: 'shown' })
    const made = done.rows[0]?.password ?? ''
    expect([made.length, done.rows[1]?.password]).toEqual([40, null])
    expect(made).not.toMatch(/^[=+\-@]/)
    expect(await userOf('ola@import.test')).toMatchObject({ password: `hash of ${made}`, change_pw: true })
    expect((await userOf('pat@import.test'))?.password).toBe('hash of Correct horse 12')
    const logged = JSON.stringify(await world.system.db.log.findMany(), (_, value: unknown) =>
      typeof value === 'bigint' ? Number(value) : value,
    )
    expect([logged.includes(made), logged.includes('Correct horse 12')]).toEqual([false, false])
  })

  it('has a welcome mailed to whoever got no password, where mail leaves', async () => {
    const rows = [{ email: 'quy@import.test' }, { email: 'ray@import.test', disabled: true }]
    expect((await dry('admin', { rows, passwords: 'mailed' })).problems).toEqual([expect.stringMatching(/^No welcome would leave\. /)])
    await world.ask('admin', 'settings.edit', { id: 'Mail.host', value: 'mail.there.test' })
    await world.ask('admin', 'settings.edit', { id: 'MISP.email', value: 'reeve@there.test' })
    const { batch } = await importing('admin', { rows, passwords: 'mailed' })
    expect(batch).toMatch(/^[0-9a-f-]{36}$/)
    const job = await world.system.db.job.findFirstOrThrow({ where: { job_type: 'admin_email' }, orderBy: { id: 'desc' } })
    expect(job.job_input).toBe('A mail to 1 users')
  })

  it.each([
    [{}, /either the text of a CSV file/],
    [{ csv: '' }, /nothing in this file/],
    [{ csv: 'email\nJ\uFFFDr@b.test' }, /send it as UTF-8/],
    [{ csv: 'email%0AJ%E9r%40b.test' }, /send it as UTF-8/],
    [{ csv: 'email\n"a@b.test' }, /^Line 2: a quote that is opened here is never closed/],
    [{ csv: 'email\na"b@c.test' }, /^Line 2: a quote stands inside a cell/],
    [{ csv: `email\n${'a@b.test\n'.repeat(5001)}` }, /5001 rows; at most 5000/],
  ])('refuses what it cannot read', async (input, text) => {
    await expect(dry('admin', input)).rejects.toMatchObject({ kind: 'invalid', fields: { csv: [expect.stringMatching(text)] } })
  })

  it('reads what the list of users exports', async () => {
    const csv = 'id,org,role,email,gpgkey\r\n7,Org Alpha,User,\'+uno@import.test,"two\nlines"\r\n8,Org Alpha,User,due@import.test,\r\n'
    const { rows } = await dry('admin', { csv })
    expect(rows.map(({ line, email }) => [line, email])).toEqual([
      [2, '+uno@import.test'],
      [4, 'due@import.test'],
    ])
  })
})
