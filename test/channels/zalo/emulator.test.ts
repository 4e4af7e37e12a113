import { randomBytes } from 'node:crypto'
import Fastify, { type FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Channel, Parsed, SendJob, ZaloAccount } from '../../../src/channels/channel.ts'
import { createHttp, type Http } from '../../../src/channels/http.ts'
import { createZalo } from '../../../src/channels/zalo/index.ts'
import { createZaloTokens } from '../../../src/channels/zalo/tokens.ts'
import { systemClock } from '../../../src/common/clock.ts'
import { Keyring } from '../../../src/common/crypto.ts'
import { type Sandbox, startSandbox } from '../../../src/sandbox/sandbox.ts'
import { openTestDatabase, type TestDatabase } from '../../helpers/database.ts'
import { maskDigits, zaloAccount } from './helpers.ts'

const USER = '388613280878808645'

let sandbox: Sandbox
let database: TestDatabase
let http: Http
let app: FastifyInstance
let account: ZaloAccount
let channel: Channel
let received: Parsed[]

beforeAll(async () => {
  database = await openTestDatabase()
})
afterAll(() => database.close())

beforeEach(async () => {
  sandbox = await startSandbox()
  await database.db.rows(sql`delete from account`)
  http = createHttp()
  const { platform: _, ...credentials } = sandbox.accounts.find((one) => one.platform === 'zalo')!
  account = zaloAccount(credentials)
  const context = { accounts: [account], clock: systemClock, mask: maskDigits }
  const keyring = new Keyring([{ id: 'k', secret: randomBytes(32) }])
  const store = { db: database.db, keyring, http, clock: systemClock, accounts: [account] }
  channel = createZalo(context, http, createZaloTokens({ ...store, alarm: () => {} }))
  received = []
  app = Fastify()
  channel.routes(app, { accept: async (parsed) => void received.push(parsed), refused: () => {} })
  sandbox.setWebhookBase(await app.listen({ port: 0, host: '127.0.0.1' }))
})
afterEach(async () => {
  await sandbox.close()
  await app.close()
  await http.close()
})

const events = () => received.flatMap((parsed) => parsed.events.map((event) => event.body))
const job = (message: SendJob['message'], asNumbers = false): SendJob => ({
  id: '1',
  user: USER,
  message,
  asNumbers,
})
const menu = {
  text: 'Bác chọn nhé',
  choices: [{ label: 'Đăng ký', payload: 'q:7K3Q:register' }],
  link: { label: 'Mở trang', url: 'https://example.vn/go/abc' },
}

describe('against the emulated platform', () => {
  it('hears a resident, answers with buttons, hears the tap, the echo and the receipts', async () => {
    sandbox.act('zalo', USER, { type: 'text', text: 'Xin chào' })
    await expect.poll(events).toEqual([{ kind: 'message', text: 'Xin chào' }])
    const result = await channel.send(account, job(menu))
    expect(result).toMatchObject({ ok: true, messageId: expect.stringMatching(/./) })
    sandbox.act('zalo', USER, { type: 'tap', title: 'Đăng ký' })
    await expect.poll(events).toContainEqual({ kind: 'message', text: '', payload: 'q:7K3Q:register' })
    const kinds = () => received.flatMap((parsed) => parsed.receipts.map((receipt) => receipt.kind))
    await expect.poll(kinds).toEqual(expect.arrayContaining(['echo', 'delivered', 'seen']))
    const echo = received.flatMap((parsed) => parsed.receipts).find(({ kind }) => kind === 'echo')
    expect(echo).toMatchObject({
      user: USER,
      text: channel.echoText(menu, false),
      messageIds: [result.ok && result.messageId],
    })
  })

  it('tells a clerk from itself', async () => {
    sandbox.clerkSays('zalo', USER, 'Cháu là cán bộ phường')
    await expect.poll(events).toEqual([{ kind: 'clerk', text: 'Cháu là cán bộ phường' }])
  })

  it('sends numbers where buttons are refused', async () => {
    sandbox.act('zalo', USER, { type: 'open' })
    sandbox.behave('zalo', { buttonsForbidden: true })
    expect(await channel.send(account, job(menu))).toMatchObject({ failure: { code: 'BUTTONS_NOT_ALLOWED' } })
    expect(await channel.send(account, job(menu, true))).toMatchObject({ ok: true })
    expect(sandbox.inbox('zalo', USER).at(-1)?.text).toBe(channel.echoText(menu, true))
  })

  it('replaces a token that died, once', async () => {
    sandbox.act('zalo', USER, { type: 'text', text: 'Xin chào' })
    expect(await channel.send(account, job({ text: 'một' }))).toMatchObject({ ok: true })
    sandbox.expireTokens('zalo')
    expect(await channel.send(account, job({ text: 'hai' }))).toMatchObject({
      failure: { code: 'TOKEN_EXPIRED' },
    })
    expect(await channel.refreshToken(account)).toBe(true)
    expect(await channel.refreshToken(account)).toBe(true)
    expect(await channel.send(account, job({ text: 'hai' }))).toMatchObject({ ok: true })
  })

  it('is refused for strangers, and passes the console’s check of the address', async () => {
    expect(await channel.send(account, job({ text: 'một' }))).toMatchObject({
      failure: { code: 'WINDOW_CLOSED' },
    })
    expect(await sandbox.verifyWebhook('zalo')).toBe(true)
    expect(received).toEqual([{ events: [], receipts: [], ignored: ['console-test'] }])
  })
})
