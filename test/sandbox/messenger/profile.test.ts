import { beforeEach, expect, test } from 'vitest'
import { call, type Json, QUIET, type World, world } from '../world.ts'

const MINUTE = 60_000
let made: World
beforeEach(async () => {
  made = await world({ behaviour: { messenger: QUIET } })
})
const url = (name: string, query = '') =>
  `${made.page.apiUrl}/me/${name}?access_token=${made.page.pageToken}${query}`
const ask = async (method: string, body: object, name = 'messenger_profile'): Promise<Json> =>
  (
    await call(url(name), {
      method,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  ).body
const read = async (fields: string) => (await call(url('messenger_profile', `&fields=${fields}`))).body
const item = { type: 'postback', title: 'Đăng ký', payload: 'REGISTER' }
const menu = (items: object[], more: object = {}) => ({
  persistent_menu: [{ locale: 'default', call_to_actions: items, ...more }],
})

test('facts messenger 3: Get Started, greeting and menu are set, read and deleted', async () => {
  expect(
    await ask('POST', {
      get_started: { payload: 'BAT_DAU' },
      greeting: [{ locale: 'default', text: 'Chào {{user_first_name}}' }],
      ...menu([item]),
    }),
  ).toEqual({ result: 'success' })
  expect(await read('get_started,persistent_menu,ice_breakers')).toEqual({
    data: [{ get_started: { payload: 'BAT_DAU' }, ...menu([item]) }],
  })
  expect(await ask('DELETE', { fields: ['persistent_menu'] })).toEqual({ result: 'success' })
  expect(await read('persistent_menu')).toEqual({ data: [] })
})

const refused: [string, object][] = [
  ['21 items in the menu', menu(Array.from({ length: 21 }, () => item))],
  ['an item title of 31', menu([{ ...item, title: 't'.repeat(31) }])],
  ['a nested menu', menu([{ type: 'nested', title: 'a', call_to_actions: [item] }])],
  ['a menu without the default language', { persistent_menu: [{ locale: 'vi_VN', call_to_actions: [item] }] }],
  ['5 ice breakers', { ice_breakers: Array.from({ length: 5 }, () => ({ question: 'a', payload: 'A' })) }],
  ['no command', { commands: [{ locale: 'default', commands: [] }] }],
  ['a command name of 33', { commands: [{ locale: 'default', commands: [{ name: 'n'.repeat(33), description: 'a' }] }] }],
  ['a command description of 65', { commands: [{ locale: 'default', commands: [{ name: 'n', description: 'd'.repeat(65) }] }] }],
  ['a greeting of 161', { greeting: [{ locale: 'default', text: 'x'.repeat(161) }] }],
  ['a Get Started payload of 1,001', { get_started: { payload: 'p'.repeat(1001) } }],
  ['an unknown property', { home_url: 'x' }],
] // biome-ignore format: a table
test.each(refused)('facts messenger 3: refused with 100: %s', async (_name, body) => {
  expect((await ask('POST', body)).error.code).toBe(100)
})

test('facts messenger 3: a menu needs Get Started', async () => {
  await ask('DELETE', { fields: ['get_started'] })
  expect((await ask('POST', menu([item]))).error.code).toBe(100)
  await ask('POST', { get_started: { payload: 'A' }, ...menu([item]) })
  expect((await ask('DELETE', { fields: ['get_started'] })).error.code).toBe(100)
})

test('facts messenger 3: ten calls in ten minutes, then 613', async () => {
  for (let i = 0; i < 10; i += 1) expect(await read('get_started')).toHaveProperty('data')
  expect((await read('get_started')).error.code).toBe(613)
  made.clock.advance(11 * MINUTE)
  expect(await read('get_started')).toHaveProperty('data')
})

test('facts messenger 3, 7: Get Started sends its payload; without one a chat opens silently', async () => {
  await ask('POST', { get_started: { payload: 'BAT_DAU' } })
  made.sandbox.act('messenger', '1001', { type: 'open', ref: 'qr' })
  await ask('DELETE', { fields: ['get_started'] })
  made.sandbox.act('messenger', '1002', { type: 'open' })
  await made.sandbox.settled()
  expect(made.app.events()).toMatchObject([
    { postback: { payload: 'BAT_DAU', referral: { ref: 'qr', source: 'SHORTLINK' } } },
  ])
})

test('facts messenger 3, 7: ice breakers stand in place of Get Started; the ref comes with the first postback', async () => {
  await ask('POST', { ice_breakers: [{ question: 'Đăng ký thế nào?', payload: 'HOW' }] })
  made.sandbox.act('messenger', '1001', { type: 'open', ref: 'qr' })
  made.sandbox.act('messenger', '1001', { type: 'tap', title: 'Đăng ký thế nào?' })
  await made.sandbox.settled()
  expect(made.app.events()).toMatchObject([
    { postback: { title: 'Đăng ký thế nào?', payload: 'HOW', referral: { ref: 'qr' } } },
  ])
})

test('facts messenger 3: items of the menu are postbacks or links; a person may have a menu of their own', async () => {
  const { sandbox, app } = made
  await ask('POST', menu([item, { type: 'web_url', title: 'Trang', url: 'https://dichvucong.gov.vn/' }]))
  sandbox.act('messenger', '1001', { type: 'tap', title: 'Đăng ký' })
  expect(sandbox.act('messenger', '1001', { type: 'tap', title: 'Trang' }).url).toBe(
    'https://dichvucong.gov.vn/',
  )
  const own = { psid: '1001', ...menu([{ ...item, title: 'Của tôi', payload: 'OWN' }]) }
  expect(await ask('POST', own, 'custom_user_settings')).toEqual({ result: 'success' })
  sandbox.act('messenger', '1001', { type: 'tap', title: 'Của tôi' })
  await sandbox.settled()
  expect(app.events().map((event) => event.postback.payload)).toEqual(['REGISTER', 'OWN'])
  expect(() => sandbox.act('messenger', '1001', { type: 'tap', title: 'Đăng ký' })).toThrow('no such button')
  await call(url('custom_user_settings', '&psid=1001'), { method: 'DELETE' })
  sandbox.act('messenger', '1001', { type: 'tap', title: 'Đăng ký' })
})

test('facts messenger 7: a ref has its letters and length, and may be lost on the way', async () => {
  const { sandbox, app } = made
  const open = (ref: string) => sandbox.act('messenger', '1001', { type: 'open', ref })
  expect(() => open('có dấu')).toThrow('letters')
  expect(() => open('r'.repeat(2084))).toThrow('letters')
  open('r'.repeat(2083))
  sandbox.configure('messenger', { refsLost: true })
  sandbox.act('messenger', '1002', { type: 'open', ref: 'qr' })
  await sandbox.settled()
  expect(app.events().map((event) => event.postback.referral?.ref.length)).toEqual([2083, undefined])
})

test('facts messenger 1.5: a command of the profile is named beside the text', async () => {
  await ask('POST', { commands: [{ locale: 'default', commands: [{ name: 'menu', description: 'a' }] }] })
  made.sandbox.act('messenger', '1001', { type: 'text', text: '/menu' })
  made.sandbox.act('messenger', '1001', { type: 'text', text: '/khac' })
  await made.sandbox.settled()
  expect(made.app.events().map((event) => event.message.commands)).toEqual([[{ name: 'menu' }], undefined])
})

test('facts messenger 3: ten calls for a person’s settings in ten minutes', async () => {
  made.sandbox.act('messenger', '1001', { type: 'text', text: 'a' })
  const look = async (psid: string) => (await call(url('custom_user_settings', `&psid=${psid}`))).body
  for (let i = 0; i < 10; i += 1) expect(await look('1001')).toEqual({ data: [] })
  expect((await look('1001')).error.code).toBe(613)
  expect((await look('4004')).error.error_subcode).toBe(2018001)
})
