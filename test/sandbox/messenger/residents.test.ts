import { expect, test } from 'vitest'
import { PAGE_INBOX_APP } from '../../../src/sandbox/messenger/webhooks.ts'
import { QUIET, reply, START, sendToMessenger, world } from '../world.ts'

const quiet = () => world({ behaviour: { messenger: QUIET } })
const choices = [
  { content_type: 'text', title: 'Có', payload: 'YES' },
  { content_type: 'text', title: 'Không', payload: 'NO' },
]
const template = {
  attachment: {
    type: 'template',
    payload: {
      template_type: 'button',
      text: 'Chọn nơi cấp',
      buttons: [
        { type: 'postback', title: 'Nơi A', payload: 'CA:A' },
        { type: 'web_url', title: 'Mở trang', url: 'https://dichvucong.gov.vn/' },
      ],
    },
  },
}

test('facts Messenger 1.4, 1.5: a text in its envelope, ids as strings, times in ms', async () => {
  const { sandbox, app, page } = await quiet()
  const { ids } = sandbox.act('messenger', '1001', { type: 'text', text: 'xin chào' })
  await sandbox.settled()
  expect(app.bodies('messenger')).toEqual([
    {
      object: 'page',
      entry: [
        {
          id: page.pageId,
          time: START,
          messaging: [
            {
              sender: { id: '1001' },
              recipient: { id: page.pageId },
              timestamp: START,
              message: { mid: ids[0], text: 'xin chào' },
            },
          ],
        },
      ],
    },
  ])
})

test('facts Messenger 1.5, 7: Get Started is a postback, an m.me link brings its ref', async () => {
  const { sandbox, app } = await quiet()
  sandbox.act('messenger', '1001', { type: 'open' })
  sandbox.act('messenger', '1002', { type: 'open', ref: 'qr-cong' })
  sandbox.act('messenger', '1002', { type: 'open', ref: 'qr-cho' })
  await sandbox.settled()
  const of = (id: string) => app.events().filter((event) => event.sender.id === id)
  const referral = (ref: string) => ({ ref, source: 'SHORTLINK', type: 'OPEN_THREAD' })
  expect(of('1001')[0].postback).toMatchObject({ payload: 'GET_STARTED', mid: expect.any(String) })
  expect(of('1002')[0].postback).toMatchObject({ payload: 'GET_STARTED', referral: referral('qr-cong') })
  expect(of('1002')[1]).toMatchObject({ referral: referral('qr-cho') })
})

test('facts Messenger 1.5: a quick reply tap is a message with its title as text', async () => {
  const { sandbox, app, page } = await quiet()
  sandbox.act('messenger', '1001', { type: 'open' })
  await sendToMessenger(page, reply('1001', { text: 'Đồng ý?', quick_replies: choices }))
  sandbox.act('messenger', '1001', { type: 'tap', title: 'Không' })
  await sandbox.settled()
  expect(app.events().at(-1).message).toMatchObject({ text: 'Không', quick_reply: { payload: 'NO' } })
})

test('facts Messenger 3: quick replies vanish with the next message, postback buttons stay', async () => {
  const { sandbox, app, page } = await quiet()
  sandbox.act('messenger', '1001', { type: 'open' })
  await sendToMessenger(page, reply('1001', template))
  await sendToMessenger(page, reply('1001', { text: 'Đồng ý?', quick_replies: choices }))
  sandbox.act('messenger', '1001', { type: 'text', text: 'khoan đã' })
  expect(() => sandbox.act('messenger', '1001', { type: 'tap', payload: 'YES' })).toThrow('vanished')
  sandbox.act('messenger', '1001', { type: 'tap', payload: 'YES', force: true })
  sandbox.act('messenger', '1001', { type: 'tap', title: 'Nơi A' })
  await sandbox.settled()
  expect(app.events().at(-2).message.quick_reply).toEqual({ payload: 'YES' })
  expect(app.events().at(-1).postback).toMatchObject({
    title: 'Nơi A',
    payload: 'CA:A',
    mid: expect.any(String),
  })
})

test('a link opens a page and tells nobody; a button that does not show cannot be tapped', async () => {
  const { sandbox, app, page } = await quiet()
  sandbox.act('messenger', '1001', { type: 'open' })
  await sendToMessenger(page, reply('1001', template))
  const { url } = sandbox.act('messenger', '1001', { type: 'tap', title: 'Mở trang' })
  expect(url).toBe('https://dichvucong.gov.vn/')
  expect(() => sandbox.act('messenger', '1001', { type: 'tap', title: 'Nơi B' })).toThrow('no such button')
  await sandbox.settled()
  expect(app.events()).toHaveLength(1)
})

test('facts Messenger 1.5: attachments, the sticker as a sticker', async () => {
  const { sandbox, app } = await quiet()
  sandbox.act('messenger', '1001', { type: 'image', text: 'giấy của tôi' })
  sandbox.act('messenger', '1001', { type: 'sticker' })
  await sandbox.settled()
  const [image, sticker] = app.events().map((event) => event.message)
  expect(image).toMatchObject({
    text: 'giấy của tôi',
    attachments: [{ type: 'image', payload: { url: expect.any(String) } }],
  })
  expect(sticker.attachments).toMatchObject([{ type: 'sticker', payload: { sticker_id: 369239263222822 } }])
})

test('facts Messenger 1.3, 1.4: several events in one entry, or each in its own', async () => {
  const { sandbox, app } = await quiet()
  const actions = [
    { type: 'text', text: 'một' },
    { type: 'text', text: 'hai' },
  ] as const
  sandbox.act('messenger', '1001', { type: 'batch', actions: [...actions] })
  sandbox.act('messenger', '1001', { type: 'batch', actions: [...actions], entries: true })
  await sandbox.settled()
  const shape = app
    .bodies('messenger')
    .map((body) => body.entry.map((entry: { messaging: unknown[] }) => entry.messaging.length))
  expect(shape).toEqual([[2], [1, 1]])
})

test('a given mid and time go out as they are, for duplicates and late events', async () => {
  const { sandbox, app } = await quiet()
  sandbox.act('messenger', '1001', { type: 'text', text: 'a', mid: 'm_same', at: START - 5000 })
  sandbox.act('messenger', '1001', { type: 'text', text: 'a', mid: 'm_same', at: START - 5000 })
  await sandbox.settled()
  expect(app.events().map(({ timestamp, message }) => [timestamp, message.mid])).toEqual([
    [START - 5000, 'm_same'],
    [START - 5000, 'm_same'],
  ])
})

test('a body of the caller’s own goes out signed', async () => {
  const { sandbox, app } = await quiet()
  const body = { object: 'page', entry: [{ id: '0', time: 1, changes: [{ field: 'messages', value: {} }] }] }
  sandbox.act('messenger', '1001', { type: 'raw', body })
  await sandbox.settled()
  expect(app.bodies('messenger')).toEqual([body])
})

test('facts Messenger 1.5: echo with app_id as a number and our metadata, then delivery and read', async () => {
  const { sandbox, app, page } = await world()
  sandbox.act('messenger', '1001', { type: 'open' })
  const { body } = await sendToMessenger(page, reply('1001', { text: 'chào bác', metadata: '42' }))
  await sandbox.settled()
  const [, echo, ...receipts] = app.events()
  expect(echo).toMatchObject({
    sender: { id: page.pageId },
    recipient: { id: '1001' },
    message: {
      mid: body.message_id,
      is_echo: true,
      app_id: Number(page.appId),
      metadata: '42',
      text: 'chào bác',
    },
  })
  expect(receipts.find((one) => one.delivery)).toMatchObject({
    sender: { id: '1001' },
    delivery: { mids: [body.message_id], watermark: START },
  })
  expect(receipts.find((one) => one.read)).toMatchObject({
    sender: { id: '1001' },
    read: { watermark: START },
  })
})

test('facts Messenger 6: a clerk in the Page Inbox is an echo of another app, and the person sees it', async () => {
  const { sandbox, app } = await quiet()
  sandbox.act('messenger', '1001', { type: 'open' })
  sandbox.clerkSays('messenger', '1001', 'Chào bác, tôi là cán bộ phường')
  await sandbox.settled()
  const { message } = app.events().at(-1)
  expect(message).toMatchObject({ is_echo: true, app_id: PAGE_INBOX_APP })
  expect(message).not.toHaveProperty('metadata')
  expect(sandbox.inbox('messenger', '1001')).toMatchObject([
    { from: 'clerk', text: 'Chào bác, tôi là cán bộ phường' },
  ])
})
