import { expect, it } from 'vitest'
import { csv, escapedHtml, json, jsonList, xml } from './render.ts'

const batches = async function* (...all: unknown[][]) {
  yield* all
}
const whole = async (parts: AsyncIterable<string>) => {
  let text = ''
  for await (const part of parts) text += part
  return text
}

it('writes JSON with four blanks and bare slashes, compact, or with escaped slashes', () => {
  expect(json({ a: ['é/'] }, 'pretty')).toBe('{\n    "a": [\n        "é/"\n    ]\n}')
  expect(json({ a: ['é/'] }, 'compact')).toBe('{"a":["é/"]}')
  expect(json({ a: ['é/'] }, 'escaped')).toBe('{"a":["é\\/"]}')
})

it.each(['pretty', 'compact'] as const)('streams a %s list to the text the whole would have', async (style) => {
  const rows = [{ User: { id: '1', text: 'a\nb' } }, { User: { id: '2', text: '' } }, { User: { id: '3', list: [1, 2] } }]
  expect(await whole(jsonList(batches(rows.slice(0, 2), [], rows.slice(2)), style))).toBe(json(rows, style))
  expect(await whole(jsonList(batches([]), style))).toBe('[]')
})

it('writes XML: 1 and 0, empty tags, a list as its tag repeated', () => {
  expect(xml({ User: { id: '1', on: true, off: false, none: null, list: [], many: ['a', 'b'] } })).toBe(
    '<?xml version="1.0" encoding="UTF-8"?>\n<response><User><id>1</id><on>1</on><off>0</off><none/><list/><many>a</many><many>b</many></User></response>',
  )
  expect(xml([{ Role: { id: '1' } }, { Role: { id: '2' } }])).toContain(
    '<response><Role><id>1</id></Role><Role><id>2</id></Role></response>',
  )
  expect(xml([{ User: { id: '1' }, Role: { id: '2' } }])).toContain(
    '<response><item><User><id>1</id></User><Role><id>2</id></Role></item></response>',
  )
})

it('keeps XML well-formed whatever a key or a text says', () => {
  expect(xml({ '2': 'a@b', '<b x="': '<&\u0001\uD800>' })).toContain(
    '<item key="2">a@b</item><item key="&lt;b x=&quot;">&lt;&amp;&gt;</item>',
  )
})

it('writes CSV: numbers bare, texts quoted, one column for each field', () => {
  expect(csv([{ Role: { id: '1', name: 'a"b', on: true, none: null } }, { Role: { id: '2', name: 'c', more: ['x'] } }])).toBe(
    'id,name,on,none,more\n1,"a""b",1,,\n2,"c",,,"[""x""]"\n',
  )
  expect(csv([{ Role: { name: '=1+1', more: '@a', less: '-5' } }])).toBe('name,more,less\n"\'=1+1","\'@a","-5"\n')
  expect(csv({ User: { id: '1' }, Role: { id: '2' } })).toBe('User.id,Role.id\n1,2\n')
})

it('escapes what refusals repeat', () => expect(escapedHtml(`<a href='x' & "y">`)).toBe('&lt;a href=&#039;x&#039; &amp; &quot;y&quot;&gt;'))
