import { describe, expect, it } from 'vitest'
import { signedFor, writtenTimestamp, zaloMac } from '../../../src/channels/zalo/signature.ts'
import { APP_ID, OA_SECRET, sign, userText, zaloAccount } from './helpers.ts'

const BODY =
  '{"app_id":"1111111111111111111","sender":{"id":"2222222222222222222"},"recipient":{"id":"3333333333333333333"},"event_name":"user_send_text","message":{"text":"Xin chào","msg_id":"b2db3895fe26797f2030"},"timestamp":"1787209817225"}'
const MAC = '95202854311e5dd1bbae11d409e5a4c12d68620267781416c90972274f98ed04'

const check = (signature: string | undefined, body = BODY, accounts = [zaloAccount()], timestamp?: string) =>
  signedFor(
    Buffer.from(body),
    JSON.parse(body),
    { 'x-zevent-signature': signature, 'x-zevent-timestamp': timestamp },
    accounts,
  )

describe('signature', () => {
  it('matches the vector that was computed with openssl', () => {
    expect(Buffer.byteLength(BODY)).toBe(232)
    expect(zaloMac(APP_ID, Buffer.from(BODY), '1787209817225', OA_SECRET)).toBe(MAC)
  })

  it.each([`mac=${MAC}`, `MAC = ${MAC}`, MAC])('accepts %s', (header) => {
    expect(check(header)).toEqual([zaloAccount()])
  })

  it.each([
    ['another body', `mac=${MAC}`, BODY.replace('chào', 'chao')],
    ['a timestamp changed in the body', `mac=${MAC}`, BODY.replace('7225', '7226')],
    ['an upper-case mac', `mac=${MAC.toUpperCase()}`, BODY],
    ['a shortened mac', `mac=${MAC.slice(0, 63)}`, BODY],
    ['an empty mac', 'mac=', BODY],
    ['no mac', undefined, BODY],
  ])('refuses %s', (_, header, body) => {
    expect(check(header, body)).toBeNull()
  })

  it('refuses the app secret, another app and a body without app id', () => {
    expect(check(`mac=${MAC}`, BODY, [zaloAccount({ oaSecret: 'app-secret-for-tests' })])).toBeNull()
    expect(check(`mac=${MAC}`, BODY, [zaloAccount({ appId: '9' })])).toBeNull()
    const open = [zaloAccount({ oaSecret: '' })]
    expect(check(sign(BODY, { timestamp: '1787209817225', secret: '' }), BODY, open)).toBeNull()
    const anonymous = JSON.stringify(userText('a', { app_id: undefined }))
    expect(check(sign(anonymous, { appId: '', timestamp: '1787209817225' }), anonymous)).toBeNull()
  })

  it('signs with a number timestamp as it is written, and refuses one that JSON rounded', () => {
    const body = JSON.stringify(userText('a', { timestamp: 1787209817225 }))
    expect(check(sign(body, { timestamp: '1787209817225' }), body)).toHaveLength(1)
    expect(writtenTimestamp({ timestamp: 2 ** 60 })).toBeUndefined()
  })

  it('reads the header only where the body has no timestamp', () => {
    const body = JSON.stringify(userText('a', { timestamp: undefined }))
    expect(check(sign(body, { timestamp: '77' }), body, undefined, '77')).toHaveLength(1)
    expect(check(sign(BODY, { timestamp: '77' }), BODY, undefined, '77')).toBeNull()
  })

  it('speaks only for the accounts of the app with the secret that signed', () => {
    const first = zaloAccount()
    const sameSecret = zaloAccount({ id: 'duong-hao', oaId: '4' })
    const otherSecret = zaloAccount({ id: 'thuong-hong', oaId: '5', oaSecret: 'another' })
    const otherApp = zaloAccount({ id: 'elsewhere', oaId: '6', appId: '7' })
    expect(check(`mac=${MAC}`, BODY, [otherApp, otherSecret, first, sameSecret])).toEqual([first, sameSecret])
  })
})
