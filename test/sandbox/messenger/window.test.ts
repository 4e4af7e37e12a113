import { expect, test } from 'vitest'
import type { SingleAction } from '../../../src/sandbox/actions.ts'
import { QUIET, reply, sendToMessenger, type World, world } from '../world.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

async function silentFor(ms: number): Promise<World> {
  const made = await world({ behaviour: { messenger: QUIET } })
  made.sandbox.act('messenger', '1001', { type: 'text', text: 'chào' })
  made.clock.advance(ms)
  return made
}
const codeOf = async ({ page }: World) =>
  (await sendToMessenger(page, reply('1001', { text: 'a' }))).body.error?.error_subcode ?? 0

test.each<[string, SingleAction]>([
  ['a message', { type: 'text', text: 'a' }],
  ['a picture', { type: 'image' }],
  ['an m.me link in a chat that exists', { type: 'open', ref: 'qr' }],
  ['a reaction', { type: 'react', messageId: 'm_x' }],
])('facts messenger 2.3: %s opens the window', async (_name, action) => {
  const made = await silentFor(25 * HOUR)
  expect(await codeOf(made)).toBe(2018278)
  made.sandbox.act('messenger', '1001', action)
  expect(await codeOf(made)).toBe(0)
})

test.each<[string, SingleAction]>([
  ['a look', { type: 'look' }],
  ['an opt-in for notifications', { type: 'optin' }],
  ['feedback', { type: 'feedback', score: 5 }],
  ['an account linked', { type: 'link-account' }],
  ['a message taken back', { type: 'unsend', messageId: 'm_x' }],
  ['an edit', { type: 'edit', messageId: 'm_x', text: 'b' }],
  ['an ad that was only clicked', { type: 'open', ad: '7' }],
])('facts messenger 2.3: %s does not', async (_name, action) => {
  const made = await silentFor(25 * HOUR)
  made.sandbox.act('messenger', '1001', action)
  expect(await codeOf(made)).toBe(2018278)
})

test('facts messenger 2.3: after an ad and a message the window may last longer, where that is set', async () => {
  const made = await silentFor(25 * HOUR)
  made.sandbox.configure('messenger', { adWindowDays: 7 })
  made.sandbox.act('messenger', '1001', { type: 'open', ad: '7' })
  made.sandbox.act('messenger', '1001', { type: 'text', text: 'a' })
  made.clock.advance(6 * DAY)
  expect(await codeOf(made)).toBe(0)
  made.sandbox.act('messenger', '1001', { type: 'text', text: 'a' })
  made.clock.advance(DAY + 1)
  expect(await codeOf(made)).toBe(2018278)
})

test('facts messenger 2.4: CUSTOMER_FEEDBACK takes its template only, within 7 days', async () => {
  const made = await silentFor(7 * DAY)
  const send = (message: object) =>
    sendToMessenger(made.page, {
      recipient: { id: '1001' },
      messaging_type: 'MESSAGE_TAG',
      tag: 'CUSTOMER_FEEDBACK',
      message,
    })
  const form = (more: object = {}) => ({
    attachment: {
      type: 'template',
      payload: {
        template_type: 'customer_feedback',
        title: 'Bác thấy thế nào?',
        feedback_screens: [{}],
        ...more,
      },
    },
  })
  expect((await send({ text: 'a' })).body.error.code).toBe(100)
  expect((await send(form({ title: 't'.repeat(66) }))).body.error.code).toBe(100)
  expect((await send(form({ expires_in_days: 8 }))).body.error.code).toBe(100)
  expect((await send(form())).status).toBe(200)
  made.clock.advance(1)
  expect((await send(form())).body.error.error_subcode).toBe(2018278)
})

test.each(['CONFIRMED_EVENT_UPDATE', 'ACCOUNT_UPDATE', 'POST_PURCHASE_UPDATE'])(
  'facts messenger 2.4: the tag %s is dead (100), also inside the window',
  async (tag) => {
    const { page } = await silentFor(0)
    const body = { ...reply('1001', { text: 'a' }), messaging_type: 'MESSAGE_TAG', tag }
    expect((await sendToMessenger(page, body)).body.error.code).toBe(100)
  },
)
