import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { call, QUIET, reply, sendToMessenger, type World, world } from '../world.ts'

const MB = 1024 * 1024
const DAY = 24 * 3_600_000

/** A host of files on this machine. */
const files = createServer((request, response) => {
  if (request.url === '/missing') response.writeHead(404).end()
  else if (request.url === '/large.png')
    response.writeHead(200, { 'content-type': 'image/png' }).end(Buffer.alloc(8 * MB + 1))
  else response.writeHead(200, { 'content-type': 'image/png' }).end('png')
})
let host = ''
let made: World
beforeAll(async () => {
  await new Promise<void>((resolve) => files.listen(0, '127.0.0.1', resolve))
  host = `http://127.0.0.1:${(files.address() as AddressInfo).port}`
  made = await world({ behaviour: { messenger: QUIET } }, 'file')
})
afterAll(() => new Promise((resolve) => files.close(resolve)))
beforeEach(() => {
  made.sandbox.reset()
  made.sandbox.behave('messenger', QUIET)
  made.sandbox.act('messenger', '1001', { type: 'text', text: 'chào' })
})

const send = async (message: object) => (await sendToMessenger(made.page, reply('1001', message))).body
const template = (payload: object) => ({ attachment: { type: 'template', payload } })
const file = (type: string, payload: object) => ({ attachment: { type, payload } })
const card = (more: object = {}) => ({ title: 'Nơi cấp', subtitle: 'Mở cửa 8 giờ', ...more })
const generic = (elements: object[]) => template({ template_type: 'generic', elements })
const postback = { type: 'postback', title: 'Chọn', payload: 'A' }
const uploads = () =>
  `${made.page.apiUrl}/${made.page.pageId}/message_attachments?access_token=${made.page.pageToken}`
const upload = async (attachment: object) =>
  (
    await call(uploads(), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ message: { attachment } }),
    })
  ).body

describe('templates', () => {
  test('facts messenger 3: generic: 10 elements, titles of 80, 3 buttons each; all of it shows', async () => {
    const elements = Array.from({ length: 10 }, () =>
      card({ title: 't'.repeat(80), subtitle: 's'.repeat(80), buttons: [postback, postback, postback] }),
    )
    expect(await send(generic(elements))).toHaveProperty('message_id')
    const [seen] = made.sandbox.inbox('messenger', '1001')
    expect(seen?.buttons).toHaveLength(30)
    expect(seen?.text).toContain('s'.repeat(80))
  })

  const receipt = {
    template_type: 'receipt',
    recipient_name: 'An',
    order_number: '1',
    currency: 'VND',
    payment_method: 'Tiền mặt',
    summary: { total_cost: 0 },
  }
  const refused: [string, object][] = [
    ['11 elements', generic(Array.from({ length: 11 }, () => card()))],
    ['a title of 81', generic([card({ title: 't'.repeat(81) })])],
    ['a subtitle of 81', generic([card({ subtitle: 't'.repeat(81) })])],
    ['4 buttons on an element', generic([card({ buttons: [postback, postback, postback, postback] })])],
    ['an element with a title alone', generic([{ title: 'a' }])],
    ['an image that is no address', generic([card({ image_url: 'a.png' })])],
    ['media: two elements', template({ template_type: 'media', elements: [{}, {}] })],
    ['media: an address outside Facebook', template({ template_type: 'media', elements: [{ media_type: 'image', url: 'https://example.invalid/a.png' }] })],
    ['media: audio', template({ template_type: 'media', elements: [{ media_type: 'audio', attachment_id: '1' }] })],
    ['receipt without a currency', template({ ...receipt, currency: undefined })],
    ['receipt without a total', template({ ...receipt, summary: {} })],
    ['receipt of 101 elements', template({ ...receipt, elements: Array.from({ length: 101 }, () => ({})) })],
    ['airline', template({ template_type: 'airline_update' })],
    ['a phone button without +', template({ template_type: 'button', text: 'a', buttons: [{ type: 'phone_number', title: 'Gọi', payload: '0912345678' }] })],
  ] // biome-ignore format: a table
  test.each(refused)('facts messenger 3: refused with 100: %s', async (_name, message) => {
    expect((await send(message)).error.code).toBe(100)
  })

  test('facts messenger 3: a receipt’s order number is used once', async () => {
    expect(await send(template(receipt))).toHaveProperty('message_id')
    expect((await send(template(receipt))).error.code).toBe(100)
  })

  test('facts messenger 3: media from Facebook or by id, with buttons', async () => {
    const { attachment_id: id } = await upload({ type: 'image', payload: { url: `${host}/a.png` } })
    const media = (element: object) =>
      template({ template_type: 'media', elements: [{ media_type: 'image', ...element }] })
    expect(await send(media({ attachment_id: id, buttons: [postback] }))).toHaveProperty('message_id')
    expect(await send(media({ url: 'https://www.facebook.com/photo/1' }))).toHaveProperty('message_id')
    expect((await send(media({ attachment_id: '404' }))).error.error_subcode).toBe(2018074)
  })
})

describe('files', () => {
  test('facts messenger 3: an upload is sent by id for 90 days, then 2018074; a foreign id at once', async () => {
    const { attachment_id: id } = await upload({ type: 'image', payload: { url: `${host}/a.png` } })
    expect(id).toMatch(/^\d+$/)
    made.clock.advance(90 * DAY - 1)
    made.sandbox.act('messenger', '1001', { type: 'text', text: 'a' })
    expect(await send(file('image', { attachment_id: id }))).toHaveProperty('message_id')
    made.clock.advance(1)
    expect((await send(file('image', { attachment_id: id }))).error.error_subcode).toBe(2018074)
    expect((await send(file('image', { attachment_id: '404' }))).error.error_subcode).toBe(2018074)
  })

  test('facts messenger 4.2: an id of another type is 2018047', async () => {
    const { attachment_id: id } = await upload({ type: 'image', payload: { url: `${host}/a.png` } })
    expect((await send(file('video', { attachment_id: id }))).error.error_subcode).toBe(2018047)
  })

  test('facts messenger 4.2: what cannot be fetched is 2018008, too large 2018109, another type 2018047', async () => {
    expect((await send(file('image', { url: `${host}/missing` }))).error.error_subcode).toBe(2018008)
    expect((await send(file('video', { url: `${host}/missing` }))).error.error_subcode).toBe(2018294)
    expect((await send(file('image', { url: `${host}/large.png` }))).error.error_subcode).toBe(2018109)
    expect((await send(file('audio', { url: `${host}/a.png` }))).error.error_subcode).toBe(2018047)
    expect(made.sandbox.inbox('messenger', '1001')).toEqual([])
  })

  test('facts messenger 3: a reusable file answers with its id', async () => {
    const first = await send(file('image', { url: `${host}/a.png`, is_reusable: true }))
    expect(await send(file('image', { attachment_id: first.attachment_id }))).toHaveProperty('message_id')
  })

  test('facts messenger 3: up to 30 images in one message', async () => {
    const images = (n: number) => ({
      attachments: Array.from({ length: n }, () => ({
        type: 'image',
        payload: { url: 'https://example.invalid/a.png' },
      })),
    })
    expect(await send(images(30))).toHaveProperty('message_id')
    expect((await send(images(31))).error.code).toBe(100)
  })

  test('facts messenger 3: an upload as a form', async () => {
    const form = (type: string, content: string) => {
      const body = new FormData()
      body.set('message', JSON.stringify({ attachment: { type: 'image', payload: { is_reusable: true } } }))
      body.set('filedata', new Blob([content], { type }), 'a.png')
      return call(uploads(), { method: 'POST', body })
    }
    expect((await form('image/png', 'png')).body.attachment_id).toMatch(/^\d+$/)
    expect((await form('text/plain', 'text')).body.error.error_subcode).toBe(2018047)
  })
})
