import { expect, test } from 'vitest'
import type { ReceivedMessage } from '../../../src/sandbox/people.ts'
import { shown } from '../../../src/sandbox/simulator/shown.ts'

const received = (message: object, more: Partial<ReceivedMessage> = {}): ReceivedMessage => ({
  seq: 1,
  id: 'm1',
  at: 5,
  from: 'app',
  text: '',
  buttons: [],
  raw: { message },
  ...more,
})

test('a text with buttons is shown as it is', () => {
  const buttons = [{ title: 'Đăng ký', kind: 'query', payload: 'q:a:register' }] as const
  expect(shown(received({ text: 'Xin chào' }, { text: 'Xin chào', buttons: [...buttons] }))).toEqual({
    at: 5,
    from: 'app',
    kind: 'text',
    text: 'Xin chào',
    id: 'm1',
    buttons,
    media: null,
    form: false,
    cards: [],
  })
})

test('pictures of both platforms are shown as pictures', () => {
  const messenger = { attachment: { type: 'image', payload: { attachment_id: '1' } } }
  const zalo = {
    text: 'Địa điểm',
    attachment: {
      type: 'template',
      payload: { template_type: 'media', elements: [{ media_type: 'image' }] },
    },
  }
  expect(shown(received(messenger)).media).toBe('image')
  expect(shown(received(zalo, { text: 'Địa điểm' }))).toMatchObject({
    media: 'image',
    cards: [],
    text: 'Địa điểm',
  })
})

test('the cards of a carousel keep their buttons and links', () => {
  const elements = [
    { title: 'Hoa Sen', subtitle: 'miễn phí', buttons: [{ type: 'postback', title: 'Chọn', payload: 'p' }] },
    { title: 'Cánh Diều', buttons: [{ type: 'web_url', title: 'Xem', url: 'https://a.example/' }] },
    'not an element',
  ]
  const raw = { attachment: { type: 'template', payload: { template_type: 'generic', elements } } }
  expect(shown(received(raw)).cards).toEqual([
    { title: 'Hoa Sen', subtitle: 'miễn phí', buttons: [{ title: 'Chọn', kind: 'postback', payload: 'p' }] },
    { title: 'Cánh Diều', subtitle: '', buttons: [{ title: 'Xem', kind: 'url', url: 'https://a.example/' }] },
  ])
})

test('cards are not told in words besides, and what stands beside them can still be tapped', () => {
  const elements = [{ title: 'Hoa Sen', buttons: [{ type: 'postback', title: 'Chọn', payload: 'p' }] }]
  const raw = { attachment: { type: 'template', payload: { template_type: 'generic', elements } } }
  const later = { title: 'Để sau', kind: 'quick-reply' as const, payload: 'l' }
  const buttons = [{ title: 'Chọn', kind: 'postback' as const, payload: 'p' }, later]
  expect(shown(received(raw, { text: 'Hoa Sen', buttons }))).toMatchObject({ text: '', buttons: [later] })
})

test.each([
  null,
  'text',
  {},
  { message: { attachment: 'x' } },
  { message: { attachment: { payload: { elements: 7 } } } },
])('an odd body is shown as its text: %j', (raw) => {
  expect(shown(received({}, { raw, text: 'a' }))).toMatchObject({ text: 'a', media: null, cards: [] })
})

test("Zalo's form for name and phone can be told from a card", () => {
  const elements = [{ title: 'Xin thông tin', subtitle: 'để đăng ký', image_url: 'https://a.example/a.png' }]
  const raw = {
    attachment: { type: 'template', payload: { template_type: 'request_user_info', elements } },
  }
  expect(shown(received(raw))).toMatchObject({
    form: true,
    cards: [{ title: 'Xin thông tin', subtitle: 'để đăng ký', buttons: [] }],
  })
})
