import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { defaultSandboxAccounts } from '../../../src/sandbox/accounts.ts'
import { appSecretProof } from '../../../src/sandbox/zalo/api.ts'
import { call, consult, sendToZalo, token, world } from '../world.ts'

const HOUR = 3_600_000

test('facts Zalo 3: a refresh answers with strings, 90000 s among them', async () => {
  const { oa } = await world()
  expect(await token(oa)).toEqual({
    status: 200,
    body: { access_token: expect.any(String), refresh_token: expect.any(String), expires_in: '90000' },
  })
})

test('facts Zalo 3: a refresh token works once, its successor once more', async () => {
  const { oa } = await world()
  const first = (await token(oa)).body
  const again = await token(oa)
  expect(again.status).toBe(200)
  expect(again.body).toMatchObject({
    error: -14014,
    error_name: expect.any(String),
    error_description: expect.any(String),
  })
  const second = (await token(oa, { refresh_token: first.refresh_token })).body
  expect(second.expires_in).toBe('90000')
  expect(second.refresh_token).not.toBe(first.refresh_token)
  expect((await token(oa, { refresh_token: first.refresh_token })).body.error).toBe(-14014)
})

test('facts Zalo 3: errors of -14xxx come with HTTP 200', async () => {
  const { oa } = await world()
  expect(await token(oa, { app_id: '1' })).toMatchObject({ status: 200, body: { error: -14002 } })
  const codes = await Promise.all([
    token(oa, {}, 'wrong'),
    token(oa, { grant_type: 'password' }),
    token(oa, { refresh_token: 'rt_made_up' }),
    call(`${oa.oauthUrl}/v4/oa/access_token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', secret_key: oa.appSecret },
      body: '{}',
    }),
  ])
  for (const { status, body } of codes) {
    expect(status).toBe(200)
    expect(body.error).toBeLessThan(-14000)
  }
})

test('facts Zalo 3: an access token lives 25 h, a refresh token 3 months', async () => {
  const { oa, clock, sandbox } = await world()
  const pair = (await token(oa)).body
  sandbox.act('zalo', '2001', { type: 'text', text: 'a' })
  clock.advance(25 * HOUR - 1)
  expect((await sendToZalo(oa, pair.access_token, consult('2001', { text: 'a' }))).body.error).toBe(0)
  clock.advance(1)
  expect((await sendToZalo(oa, pair.access_token, consult('2001', { text: 'a' }))).body.error).toBe(-220)
  clock.advance(90 * 24 * HOUR)
  expect((await token(oa, { refresh_token: pair.refresh_token })).body.error).toBe(-14014)
})

test('facts Zalo 7.1: no and unknown tokens are -216, expired ones -220, with HTTP 200', async () => {
  const { oa, sandbox } = await world()
  const pair = (await token(oa)).body
  sandbox.act('zalo', '2001', { type: 'text', text: 'a' })
  const send = (access: string) => sendToZalo(oa, access, consult('2001', { text: 'a' }))
  expect(await send('made-up')).toMatchObject({ status: 200, body: { error: -216 } })
  expect((await send('')).body.error).toBe(-216)
  sandbox.expireTokens('zalo')
  expect(await send(pair.access_token)).toMatchObject({ status: 200, body: { error: -220 } })
  const next = (await token(oa, { refresh_token: pair.refresh_token })).body
  expect((await send(next.access_token)).body.error).toBe(0)
})

test('facts Zalo 3: appsecret_proof vector, checked when sent, wanted when switched on (-242)', async () => {
  expect(appSecretProof('access-token-for-tests', 'app-secret-for-tests')).toBe(
    '7196be12396e82d498574863aab45f32c0f0c84c6d6d4038d19a0d78120bdf44',
  )
  const [page, account] = defaultSandboxAccounts('proof')
  const { oa, sandbox } = await world({ accounts: [page, { ...account, requireProof: true }] })
  const { access_token: access } = (await token(oa)).body
  sandbox.act('zalo', '2001', { type: 'text', text: 'a' })
  const send = (headers: Record<string, string>) =>
    sendToZalo(oa, access, consult('2001', { text: 'a' }), headers)
  expect((await send({})).body.error).toBe(-242)
  expect((await send({ appsecret_proof: 'f'.repeat(64) })).body.error).toBe(-242)
  expect((await send({ appsecret_proof: appSecretProof(access, oa.appSecret) })).body.error).toBe(0)
})

test('facts Zalo 3: consent gives a code that is exchanged once with its PKCE verifier', async () => {
  const { oa } = await world()
  const verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'
  const challenge = createHash('sha256').update(verifier).digest('base64url')
  expect(challenge).toBe('E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM')
  const query = new URLSearchParams({
    app_id: oa.appId,
    redirect_uri: 'http://127.0.0.1:1/oauth/zalo',
    code_challenge: challenge,
    state: 's1',
  })
  const consent = async () => {
    const answer = await fetch(`${oa.oauthUrl}/v4/oa/permission?${query}`, { redirect: 'manual' })
    return new URL(answer.headers.get('location') ?? '').searchParams
  }
  const redeem = (code: string | null, codeVerifier: string) =>
    token(oa, { grant_type: 'authorization_code', code: code ?? '', code_verifier: codeVerifier })
  const back = await consent()
  expect([back.get('oa_id'), back.get('state')]).toEqual([oa.oaId, 's1'])
  expect((await redeem(back.get('code'), verifier)).body.expires_in).toBe('90000')
  expect((await redeem(back.get('code'), verifier)).body.error).toBeLessThan(-14000)
  expect((await redeem((await consent()).get('code'), 'another')).body.error).toBeLessThan(-14000)
})

test('facts zalo 3: a code lives for ten minutes', async () => {
  const { oa, clock } = await world()
  const verifier = 'v'.repeat(43)
  const consent = async () => {
    const query = new URLSearchParams({
      app_id: oa.appId,
      redirect_uri: 'http://127.0.0.1:1/oauth/zalo',
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    })
    const answer = await fetch(`${oa.oauthUrl}/v4/oa/permission?${query}`, { redirect: 'manual' })
    return new URL(answer.headers.get('location') ?? '').searchParams.get('code') ?? ''
  }
  const redeem = async (code: string) =>
    (await token(oa, { grant_type: 'authorization_code', code, code_verifier: verifier })).body
  const first = await consent()
  clock.advance(600_000)
  expect((await redeem(first)).expires_in).toBe('90000')
  const second = await consent()
  clock.advance(600_001)
  expect((await redeem(second)).error).toBeLessThan(-14000)
})

test('facts zalo 3: a callback or challenge that is not the one of the console is -14003, an unknown app -14002', async () => {
  const { oa, sandbox } = await world()
  const consent = async (more: Record<string, string> = {}) => {
    const query = new URLSearchParams({
      app_id: oa.appId,
      redirect_uri: 'http://127.0.0.1:1/oauth/zalo',
      code_challenge: 'c',
      ...more,
    })
    const answer = await fetch(`${oa.oauthUrl}/v4/oa/permission?${query}`, { redirect: 'manual' })
    return answer.status === 302 ? 0 : ((await answer.json()) as { error: number }).error
  }
  expect(await consent()).toBe(0)
  expect(await consent({ app_id: '1' })).toBe(-14002)
  expect(await consent({ redirect_uri: 'no address' })).toBe(-14003)
  sandbox.configure('zalo', { callbacks: ['https://phuong.example.invalid/oauth/zalo'] })
  expect(await consent()).toBe(-14003)
  sandbox.configure('zalo', { callbacks: ['http://127.0.0.1:1/oauth/zalo'], fixedChallenge: 'other' })
  expect(await consent()).toBe(-14003)
  expect(await consent({ code_challenge: 'other' })).toBe(0)
})

test('consent: page asks before it goes back', async () => {
  const { oa, sandbox } = await world()
  sandbox.configure('zalo', { consent: 'page' })
  const query = new URLSearchParams({
    app_id: oa.appId,
    redirect_uri: 'http://127.0.0.1:1/oauth/zalo',
    code_challenge: 'c',
    state: '"><b>',
  })
  const page = await (await fetch(`${oa.oauthUrl}/v4/oa/permission?${query}`)).text()
  expect(page).not.toContain('<b>')
  const link = /href="(\?[^"]+)"/.exec(page)?.[1]?.replaceAll('&amp;', '&')
  const back = await fetch(`${oa.oauthUrl}/v4/oa/permission${link}`, { redirect: 'manual' })
  expect(new URL(back.headers.get('location') ?? '').searchParams.get('state')).toBe('"><b>')
})

test('design: an application’s stored pair works with an emulator that was started anew', async () => {
  const before = (await token((await world()).oa)).body
  const { oa } = await world()
  expect((await token(oa, { refresh_token: before.refresh_token })).body.expires_in).toBe('90000')
})

test('facts Zalo 3: when the answer of a refresh is lost, the old token is dead', async () => {
  const { oa, sandbox } = await world({ behaviour: { zalo: { refreshUnanswered: 1 } } })
  const caller = new AbortController()
  const lost = fetch(`${oa.oauthUrl}/v4/oa/access_token`, {
    method: 'POST',
    headers: { secret_key: oa.appSecret },
    body: new URLSearchParams({
      app_id: oa.appId,
      grant_type: 'refresh_token',
      refresh_token: oa.refreshToken,
    }),
    signal: caller.signal,
  })
  const failed = expect(lost).rejects.toThrow()
  await expect.poll(() => sandbox.stats().zalo.sends.unanswered, { timeout: 10_000 }).toBe(1)
  caller.abort()
  await failed
  sandbox.behave('zalo', { refreshUnanswered: 0 })
  expect((await token(oa)).body.error).toBe(-14014)
})
