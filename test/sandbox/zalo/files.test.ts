import { describe, expect, test } from 'vitest'
import { call, type Json } from '../world.ts'
import { type Oa, oaWorld } from './world.ts'

const MB = 1024 * 1024
const DAY = 24 * 3_600_000

async function upload(
  made: Oa,
  kind: string,
  content: Uint8Array<ArrayBuffer> | string = 'x',
  type = 'image/png',
  name = 'a.png',
): Promise<Json> {
  const body = new FormData()
  body.set('file', new Blob([content], { type }), name)
  const headers = { access_token: await made.access() }
  return (await call(`${made.oa.apiUrl}/v2.0/oa/upload/${kind}`, { method: 'POST', headers, body })).body
}
const media = (element: object, text?: string) => ({
  ...(text === undefined ? {} : { text }),
  attachment: { type: 'template', payload: { template_type: 'media', elements: [element] } },
})
const file = (token: string) => ({ attachment: { type: 'file', payload: { token } } })

describe('uploads', () => {
  test('facts zalo 6: a picture answers attachment_id, a file token; both are sent', async () => {
    const made = await oaWorld()
    const { data: picture } = await upload(made, 'image')
    const { data: pdf } = await upload(made, 'file', 'x', 'application/pdf', 'a.pdf')
    const { data: gif } = await upload(made, 'gif', 'x', 'image/gif', 'a.gif')
    const size = { width: 10, height: 10 }
    expect(
      (await made.send(media({ media_type: 'image', attachment_id: picture.attachment_id }))).error,
    ).toBe(0)
    expect(
      (await made.send(media({ media_type: 'gif', attachment_id: gif.attachment_id, ...size }))).error,
    ).toBe(0)
    expect((await made.send(file(pdf.token))).error).toBe(0)
  })

  test('facts zalo 6, 7.1: after 7 days -100, as for an unknown id or one of another kind', async () => {
    const made = await oaWorld()
    const { data } = await upload(made, 'image')
    const send = async () =>
      (await made.send(media({ media_type: 'image', attachment_id: data.attachment_id }))).error
    made.clock.advance(7 * DAY - 1)
    made.sandbox.act('zalo', '2001', { type: 'text', text: 'a' })
    expect(await send()).toBe(0)
    made.clock.advance(1)
    expect(await send()).toBe(-100)
    expect((await made.send(media({ media_type: 'image', attachment_id: 'x' }))).error).toBe(-100)
    const { data: pdf } = await upload(made, 'file', 'x', 'application/pdf', 'a.pdf')
    expect((await made.send(media({ media_type: 'image', attachment_id: pdf.token }))).error).toBe(-100)
    expect((await made.send(file('x'))).error).toBe(-100)
  })

  test('facts zalo 6: limits: 1 MB pictures, 5 MB files, their types, and so many a month', async () => {
    const made = await oaWorld({ uploadsPerMonth: 1 })
    expect((await upload(made, 'image', new Uint8Array(MB + 1))).error).toBe(-210)
    expect((await upload(made, 'file', new Uint8Array(5 * MB + 1), 'application/pdf', 'a.pdf')).error).toBe(
      -210,
    )
    expect((await upload(made, 'file', 'x', 'application/zip', 'a.zip')).error).toBe(-201)
    expect((await upload(made, 'image', 'x', 'image/webp', 'a.webp')).error).toBe(-201)
    expect((await upload(made, 'image')).error).toBe(0)
    expect((await upload(made, 'image')).error).toBe(-211)
    made.clock.advance(31 * DAY)
    expect((await upload(made, 'image')).error).toBe(0)
  })

  test('facts zalo 6: without a form, or with a wrong token', async () => {
    const made = await oaWorld()
    expect((await made.post('/v2.0/oa/upload/image')).body.error).toBe(-201)
    const body = new FormData()
    const headers = { access_token: 'x' }
    expect(
      (await call(`${made.oa.apiUrl}/v2.0/oa/upload/image`, { method: 'POST', headers, body })).body.error,
    ).toBe(-216)
  })
})

const refused: [string, object, number][] = [
  ['two elements', { attachment: { type: 'template', payload: { template_type: 'media', elements: [{}, {}] } } }, -201],
  ['address and id', media({ media_type: 'image', url: 'https://example.invalid/a.png', attachment_id: 'x' }), -201],
  ['a gif without its size', media({ media_type: 'gif', url: 'https://example.invalid/a.gif' }), -201],
  ['a sticker by address', media({ media_type: 'sticker', url: 'https://example.invalid/a.png' }), -201],
  ['an unknown kind of media', media({ media_type: 'video', attachment_id: 'x' }), -201],
  ['a picture that is not there', media({ media_type: 'image', url: 'http://127.0.0.1:1/a.png' }), -201],
  ['a caption of 2,001', media({ media_type: 'image', url: 'https://example.invalid/a.png' }, 'x'.repeat(2001)), -210],
  ['a form with a title of 101', form({ title: 't'.repeat(101) }), -210],
  ['a form with a subtitle of 501', form({ subtitle: 't'.repeat(501) }), -210],
  ['a form without a public picture', form({ image_url: 'a.png' }), -201],
] // biome-ignore format: a table
test.each(refused)('facts zalo 4.1: refused: %s', async (_name, message, code) => {
  expect((await (await oaWorld()).send(message)).error).toBe(code)
})

function form(more: object) {
  const element = { title: 'a', subtitle: 'b', image_url: 'https://example.invalid/a.png', ...more }
  return {
    attachment: { type: 'template', payload: { template_type: 'request_user_info', elements: [element] } },
  }
}
