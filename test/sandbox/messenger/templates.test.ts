import { expect, test } from 'vitest'
import { call, type Json, QUIET, sendToMessenger, type World, world } from '../world.ts'

const DAY = 24 * 3_600_000
const BODY = {
  type: 'BODY',
  text: 'Nhắc bác: lịch hẹn lúc {{1}} tại {{2}} vẫn được giữ.',
  example: { body_text: [['08:30', 'trụ sở']] },
}
const BUTTONS = { type: 'BUTTONS', buttons: [{ type: 'POSTBACK', text: 'Đổi lịch' }] }
const template = (more: object = {}) => ({
  name: 'lich_hen_1',
  language: 'vi',
  category: 'UTILITY',
  components: [BODY],
  ...more,
})

async function withPerson(): Promise<World> {
  const made = await world({ behaviour: { messenger: QUIET } })
  made.sandbox.act('messenger', '1001', { type: 'text', text: 'chào' })
  return made
}
const templates = ({ page }: World, query = '') =>
  `${page.apiUrl}/${page.pageId}/message_templates?access_token=${page.pageToken}${query}`
const create = async (made: World, body: object): Promise<Json> =>
  (
    await call(templates(made), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  ).body
const text = (value: string, more: object = {}) => ({ type: 'text', text: value, ...more })
const message = (parameters: object[] = [text('8 giờ'), text('UBND')], more: object = {}) => ({
  recipient: { id: '1001' },
  messaging_type: 'UTILITY',
  message: {
    template: {
      name: 'lich_hen_1',
      language: { code: 'vi' },
      components: [{ type: 'body', parameters }],
      ...more,
    },
  },
})

test('facts messenger 2.5: approved at once, sent long after the window, with parameters and buttons', async () => {
  const made = await withPerson()
  expect(await create(made, template({ components: [BODY, BUTTONS] }))).toEqual({
    id: expect.stringMatching(/^\d+$/),
    status: 'APPROVED',
    category: 'UTILITY',
  })
  made.clock.advance(60 * DAY)
  const components = [
    { type: 'body', parameters: [text('08:30 ngày 25/11'), text('UBND phường')] },
    { type: 'buttons', parameters: [{ type: 'POSTBACK', payload: 'HEN:123' }] },
  ]
  const { status } = await sendToMessenger(made.page, message([], { components }))
  expect(status).toBe(200)
  expect(made.sandbox.inbox('messenger', '1001')).toMatchObject([
    {
      text: 'Nhắc bác: lịch hẹn lúc 08:30 ngày 25/11 tại UBND phường vẫn được giữ.',
      buttons: [{ title: 'Đổi lịch', kind: 'postback', payload: 'HEN:123' }],
    },
  ])
})

test('facts messenger 2.5: named parameters', async () => {
  const made = await withPerson()
  const named = {
    type: 'BODY',
    text: 'Lịch hẹn lúc {{gio}} vẫn được giữ.',
    example: { body_text_named_params: [{ param_name: 'gio', example: '8' }] },
  }
  await create(made, template({ parameter_format: 'NAMED', components: [named] }))
  expect((await sendToMessenger(made.page, message([text('9 giờ', { parameter_name: 'gio' })]))).status).toBe(
    200,
  )
  expect((await sendToMessenger(made.page, message([text('9 giờ')]))).body.error.code).toBe(100)
  expect(made.sandbox.inbox('messenger', '1001')[0]?.text).toBe('Lịch hẹn lúc 9 giờ vẫn được giữ.')
})

test.each([
  ['INCORRECT_PARAMS', '{{1}} là giờ hẹn của bác hôm nay.'],
  ['INCORRECT_PARAMS', 'Giờ hẹn của bác hôm nay là {{1}}'],
  ['INCORRECT_PARAMS', 'Giờ hẹn {{2}} tại {{1}} của bác.'],
  ['INCORRECT_PARAMS', 'Giờ hẹn {{gio}} của bác.'],
  ['PARAMS_TO_WORD_RATIO_EXCEED_LIMIT', 'Hẹn {{1}} {{2}} {{3}} nhé'],
  ['TAG_SHOULD_BE_MARKETING', 'Khuyến mãi lớn hôm nay cho bác tại {{1}} nhé.'],
])('facts messenger 2.5: rejected with %s: %s', async (reason, body) => {
  const made = await withPerson()
  const components = [{ ...BODY, text: body }]
  expect((await create(made, template({ components }))).status).toBe('REJECTED')
  expect((await call(templates(made))).body.data).toMatchObject([
    { name: 'lich_hen_1', status: 'REJECTED', rejected_reason: reason },
  ])
})

test('facts messenger 2.5: a template must not ask for an ID number', async () => {
  const made = await withPerson()
  const components = [{ type: 'BODY', text: 'Mời bác gửi số căn cước cho chúng tôi.' }]
  expect((await create(made, template({ components }))).status).toBe('REJECTED')
})

test.each<[string, object]>([
  ['another category', { category: 'MARKETING' }],
  ['a name in capitals', { name: 'Lich Hen' }],
  ['an odd language', { language: 'tiếng Việt' }],
  ['no body', { components: [] }],
  ['no example', { components: [{ type: 'BODY', text: BODY.text }] }],
  ['a URL button without a url', { components: [BODY, { type: 'BUTTONS', buttons: [{ type: 'URL', text: 'Mở' }] }] }],
  ['a name that the library has not', { library_template_name: 'none' }],
])('facts messenger 2.5: refused with 100: %s', async (_name, more) => {
  const made = await withPerson()
  expect((await create(made, template(more))).error.code).toBe(100)
}) // biome-ignore format: a table

test('facts messenger 2.5: one of the library is cloned by name', async () => {
  const made = await withPerson()
  const { data } = (
    await call(`${made.page.apiUrl}/message_template_library?access_token=${made.page.pageToken}`)
  ).body
  const asked = { name: 'nhac_hen', language: 'vi', category: 'UTILITY', library_template_name: data[0].name }
  expect((await create(made, asked)).status).toBe('APPROVED')
})

const wrong: [string, object][] = [
  ['too few parameters', message([text('8 giờ')])],
  ['a # in a parameter', message([text('#8'), text('UBND')])],
  ['a % in a parameter', message([text('50%'), text('UBND')])],
  ['a $ in a parameter', message([text('$8'), text('UBND')])],
  ['another language', message(undefined, { language: { code: 'vi_VN' } })],
  ['an unknown name', message(undefined, { name: 'khac' })],
  ['RESPONSE with a template', { ...message(), messaging_type: 'RESPONSE' }],
  ['UTILITY with a text', { ...message(), message: { text: 'a' } }],
]
test.each(wrong)('facts messenger 2.5: not sent (100): %s', async (_name, body) => {
  const made = await withPerson()
  await create(made, template())
  expect((await sendToMessenger(made.page, body)).body.error.code).toBe(100)
})

test('facts messenger 2.5: what waits for review cannot be sent; its approval is told by webhook', async () => {
  const made = await withPerson()
  made.sandbox.configure('messenger', { templateReview: 'pending' })
  expect((await create(made, template())).status).toBe('PENDING')
  expect((await sendToMessenger(made.page, message())).body.error.code).toBe(100)
  made.sandbox.happen('messenger', { type: 'template-status', template: 'lich_hen_1', status: 'APPROVED' })
  expect((await sendToMessenger(made.page, message())).status).toBe(200)
  await made.sandbox.settled()
  expect(made.app.bodies('messenger').at(-1).entry[0].changes).toMatchObject([
    {
      field: 'message_template_status_update',
      value: { event: 'APPROVED', message_template_name: 'lich_hen_1' },
    },
  ])
})

test('facts messenger 2.5: the permission, in either spelling', async () => {
  const made = await withPerson()
  made.sandbox.configure('messenger', { permissions: ['pages_messaging'] })
  expect((await create(made, template())).error.code).toBe(200)
  made.sandbox.configure('messenger', { permissions: ['pages_messaging', 'page_utility_messaging'] })
  expect((await create(made, template())).status).toBe('APPROVED')
  made.sandbox.configure('messenger', { permissions: ['pages_messaging'] })
  expect((await sendToMessenger(made.page, message())).body.error.code).toBe(200)
})

test('facts messenger 2.5, 4.2: a second of the same name and language is refused; deleted ones are gone', async () => {
  const made = await withPerson()
  await create(made, template())
  expect((await create(made, template())).error.code).toBe(100)
  expect((await create(made, template({ language: 'en' }))).status).toBe('APPROVED')
  expect((await call(templates(made, '&name=lich_hen_1'), { method: 'DELETE' })).body).toEqual({
    success: true,
  })
  expect((await call(templates(made))).body.data).toEqual([])
  expect((await call(templates(made, '&name=lich_hen_1'), { method: 'DELETE' })).body.error.code).toBe(100)
})

test('facts messenger 4.2: a utility message to someone unknown or gone is refused all the same', async () => {
  const made = await withPerson()
  await create(made, template())
  const to = (id: string) => sendToMessenger(made.page, { ...message(), recipient: { id } })
  expect((await to('4004')).body.error.error_subcode).toBe(2018001)
  made.sandbox.act('messenger', '1001', { type: 'block' })
  expect((await to('1001')).body.error.code).toBe(551)
})
