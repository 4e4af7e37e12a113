import fc from 'fast-check'
import { expect, test } from 'vitest'
import { html } from '../../src/common/html.ts'

test('escapes values, keeps markup of its own, joins lists, drops null', () => {
  const row = (text: string) => html`<li>${text}</li>`
  expect(html`<ul title="${`"'`}">${['<a>', 'b & c'].map(row)}</ul>${null}${3}`.toString()).toBe(
    '<ul title="&quot;&#39;"><li>&lt;a&gt;</li><li>b &amp; c</li></ul>3',
  )
})

test('no text can open a tag or end an attribute', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(html`${text}`.toString()).not.toMatch(/[<>"']/)
    }),
  )
})

test('keeps backslashes and templates as they are', () => {
  expect(html`a\n${'$&'}b`.toString()).toBe('a\n$&amp;b')
})
