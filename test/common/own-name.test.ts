import { expect, test } from 'vitest'
import { byOwnName } from '../../src/common/own-name.ts'

const NAMES = ['dien-tap.example']

test.each([
  ['127.0.0.1:3000', undefined],
  ['localhost:3000', 'http://localhost:3000'],
  ['[::1]:3000', 'http://[::1]:3000'],
  ['192.168.1.9:3000', 'http://192.168.1.9:3000'],
  ['may-tram:3000', undefined],
  ['may-tram.local:3000', undefined],
  ['may-tram.lan:3000', undefined],
  ['LOCALHOST:3000', 'http://localhost:3000'],
  ['dien-tap.example', 'https://dien-tap.example'],
  ['127.0.0.1:3000', 'https://dien-tap.example'],
])('asked as %s from %s: of this server', (host, origin) => {
  expect(byOwnName({ host, ...(origin && { origin }) }, NAMES)).toBe(true)
})

test.each([
  ['a name that leads here', 'evil.example:3000', undefined],
  ['a name that leads here, and its page', 'evil.example:3000', 'http://evil.example:3000'],
  ['a name that ends as ours', 'x.dien-tap.example', undefined],
  ['another site', '127.0.0.1:3000', 'https://evil.example'],
  ['another server of this machine', '127.0.0.1:3000', 'http://127.0.0.1:8080'],
  ['a page without an origin', '127.0.0.1:3000', 'null'],
  ['no name', undefined, undefined],
  ['an odd name', 'a b', undefined],
  ['an odd origin', '127.0.0.1:3000', 'x'],
])('%s is refused', (_name, host, origin) => {
  expect(byOwnName({ ...(host && { host }), ...(origin && { origin }) }, NAMES)).toBe(false)
})
