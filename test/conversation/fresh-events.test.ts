import { expect, it } from 'vitest'
import { FreshEvents } from '../../src/conversation/fresh-events.ts'
import type { SealedEvent } from '../../src/conversation/sealed.ts'

const event = (text: string): SealedEvent => ({ key: text, body: { kind: 'message', text } })

it('gives an event once, and only by its own sealed text', () => {
  const fresh = new FreshEvents()
  fresh.keep('k1.a', event('một'))
  expect(fresh.take('k1.b')).toBeUndefined()
  expect(fresh.take('k1.a')).toEqual(event('một'))
  expect(fresh.take('k1.a')).toBeUndefined()
})

it('keeps a bounded number, the latest', () => {
  const fresh = new FreshEvents()
  for (let n = 0; n < 2000; n++) fresh.keep(`k1.${n}`, event(String(n)))
  const kept = Array.from({ length: 2000 }, (_, n) => n).filter((n) => fresh.take(`k1.${n}`))
  expect(kept).toHaveLength(512)
  expect(kept[0]).toBe(2000 - 512)
})
