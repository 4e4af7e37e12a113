import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { appSecretProof } from '../../../src/sandbox/messenger/api.ts'
import { signature, signedWebhook } from '../../../src/sandbox/messenger/webhooks.ts'
import { world } from '../world.ts'

const BODY = {
  object: 'page',
  entry: [
    {
      id: '1',
      time: 1,
      messaging: [
        {
          sender: { id: '2' },
          recipient: { id: '1' },
          timestamp: 1,
          message: { mid: 'm_1', text: 'Đăng ký' },
        },
      ],
    },
  ],
}

test('facts Messenger 1.2: HMAC-SHA256 of the body with the app secret', () => {
  expect(signature('sesame', 'hello world')).toEqual({
    'x-hub-signature-256': 'sha256=f39034b29165ec6a5104d9aef27266484ab26c8caa7bca8bcb2dd02e8be61b17',
  })
})

test('facts Messenger 1.2: the bytes on the wire are escaped unicode, signed as they are', () => {
  const { body, headers } = signedWebhook('test-secret', BODY)
  expect(body.length).toBe(176)
  expect(body.toString('latin1')).toContain('"text":"\\u0110\\u0103ng k\\u00fd"')
  expect(headers['x-hub-signature-256']).toBe(
    'sha256=8591d2aa862eed89032f679a15ecc89b7bd385c74db9ecbdad20dc278a0d6ccf',
  )
})

test('facts Messenger 1.2: the same body serialised again has another signature', () => {
  const again = JSON.stringify(JSON.parse(signedWebhook('test-secret', BODY).body.toString()))
  const digest = signature('test-secret', again)['x-hub-signature-256']
  expect(digest).toMatch(/^sha256=213b1384[0-9a-f]+d0d1661$/)
})

test('facts Messenger 1.2: astral characters are escaped as two units', () => {
  expect(signedWebhook('s', { text: '👍' }).body.toString('latin1')).toBe('{"text":"\\ud83d\\udc4d"}')
})

test('facts Messenger 5: appsecret_proof vector', () => {
  expect(appSecretProof('EAAtoken', 'test-secret')).toBe(
    '0004791b08abe7bb71f6e3d3d6ea4d36159e5970bc64a50a138bb3fc3506c4b8',
  )
})

test('facts Messenger 1.2: what the application gets is signed over the raw bytes', async () => {
  const { sandbox, app, page } = await world()
  sandbox.act('messenger', '1001', { type: 'text', text: 'Tôi muốn đăng ký 👍' })
  await sandbox.settled()
  const { raw, headers, body } = app.got[0]!
  const mine = createHmac('sha256', page.appSecret).update(raw).digest('hex')
  expect(headers['x-hub-signature-256']).toBe(`sha256=${mine}`)
  expect(raw.every((byte) => byte < 0x80)).toBe(true)
  expect(body.entry[0].messaging[0].message.text).toBe('Tôi muốn đăng ký 👍')
})
