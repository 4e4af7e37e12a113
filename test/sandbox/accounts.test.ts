import { expect, test } from 'vitest'
import {
  defaultSandboxAccounts,
  type MessengerCredentials,
  type ZaloCredentials,
} from '../../src/sandbox/accounts.ts'
import { call, consult, QUIET, reply, sendToMessenger, sendToZalo, type World, world } from './world.ts'

/** Two Pages, and two OAs of one app with a third of another. */
async function several(): Promise<
  World & { pages: [MessengerCredentials, MessengerCredentials]; oas: ZaloCredentials[] }
> {
  const [page, oa] = defaultSandboxAccounts('one')
  const [page2, oa2] = defaultSandboxAccounts('two')
  const [, oa3] = defaultSandboxAccounts('three')
  const shared = { appId: oa.appId, appSecret: oa.appSecret, oaSecret: oa.oaSecret }
  const made = await world({
    behaviour: { messenger: QUIET, zalo: QUIET },
    accounts: [
      page,
      page2,
      { ...oa, accessToken: 'at-1' },
      { ...oa2, ...shared, accessToken: 'at-2' },
      { ...oa3, accessToken: 'at-3' },
    ],
    delivery: {
      messenger: { retryMs: [1], offAfterGivingUp: true },
      zalo: { retryMs: [1], offAfterGivingUp: true },
    },
  })
  const pages = made.sandbox.accounts.filter((one) => one.platform === 'messenger')
  const oas = made.sandbox.accounts.filter((one) => one.platform === 'zalo')
  return { ...made, pages: pages as [MessengerCredentials, MessengerCredentials], oas }
}
const getoa = async (oa: ZaloCredentials, access: string) =>
  (await call(`${oa.apiUrl}/v2.0/oa/getoa`, { headers: { access_token: access } })).body

test('facts messenger 5, zalo 1.7: a person of one account is unknown to the others', async () => {
  const { sandbox, pages, oas } = await several()
  sandbox.act('messenger', '1001', { type: 'text', text: 'a' }, pages[1].pageId)
  expect((await sendToMessenger(pages[1], reply('1001', { text: 'a' }))).status).toBe(200)
  expect((await sendToMessenger(pages[0], reply('1001', { text: 'a' }))).body.error.error_subcode).toBe(
    2018001,
  )
  sandbox.act('zalo', '2001', { type: 'text', text: 'a' }, oas[1]!.oaId)
  expect((await sendToZalo(oas[1]!, 'at-2', consult('2001', { text: 'a' }))).body.error).toBe(0)
  expect((await sendToZalo(oas[0]!, 'at-1', consult('2001', { text: 'a' }))).body.error).toBe(-232)
})

test('facts messenger 1.3: a failing Page is unsubscribed alone', async () => {
  const { sandbox, app, pages } = await several()
  app.answer = (_n, got) => (got.body.entry[0].id === pages[0].pageId ? 500 : 200)
  sandbox.act('messenger', '1001', { type: 'text', text: 'a' }, pages[0].pageId)
  await sandbox.settled()
  sandbox.act('messenger', '1001', { type: 'text', text: 'b' }, pages[0].pageId)
  sandbox.act('messenger', '1001', { type: 'text', text: 'c' }, pages[1].pageId)
  await sandbox.settled()
  expect(sandbox.stats().messenger.webhooks).toMatchObject({ delivered: 1, dropped: 1, off: true })
  expect(sandbox.notices('messenger').map(({ about }) => about)).toEqual([pages[0].pageId])
  sandbox.switchOn('messenger', pages[0].pageId)
  expect(sandbox.stats().messenger.webhooks.off).toBe(false)
})

test('facts zalo 1.1, 2.2: OAs of one app share its webhook and lose it together', async () => {
  const { sandbox, app, oas } = await several()
  app.answer = () => 500
  sandbox.act('zalo', '2001', { type: 'text', text: 'a' }, oas[0]!.oaId)
  await sandbox.settled()
  app.answer = () => 200
  for (const oa of oas) sandbox.act('zalo', '2001', { type: 'text', text: 'b' }, oa.oaId)
  await sandbox.settled()
  expect(app.bodies('zalo').map((body) => body.recipient.id)).toEqual([oas[2]!.oaId])
})

test('facts zalo 8: the rate is of the app, over its OAs; an OA may have a lower one', async () => {
  const { sandbox, oas } = await several()
  for (const oa of oas) sandbox.configure('zalo', { callsPerMinute: 2 }, oa.oaId)
  expect((await getoa(oas[0]!, 'at-1')).error).toBe(0)
  expect((await getoa(oas[1]!, 'at-2')).error).toBe(0)
  expect((await getoa(oas[0]!, 'at-1')).error).toBe(-32)
  expect((await getoa(oas[2]!, 'at-3')).error).toBe(0)
  sandbox.configure('zalo', { oaCallsPerMinute: 1 }, oas[2]!.oaId)
  expect((await getoa(oas[2]!, 'at-3')).error).toBe(-32)
})

test('facts messenger 4.1: the rates are of one Page', async () => {
  const { sandbox, pages } = await several()
  const video = { attachment: { type: 'video', payload: { url: 'https://example.invalid/a.mp4' } } }
  for (const { pageId } of pages) sandbox.act('messenger', '1001', { type: 'text', text: 'a' }, pageId)
  for (let i = 0; i < 10; i += 1) await sendToMessenger(pages[0], reply('1001', video))
  expect((await sendToMessenger(pages[0], reply('1001', video))).body.error.code).toBe(613)
  expect((await sendToMessenger(pages[1], reply('1001', video))).status).toBe(200)
})

test('each account’s webhooks are signed with its own secret', async () => {
  const { sandbox, app, pages, oas } = await several()
  const act = { type: 'text', text: 'a', mid: 'same', at: 1 } as const
  sandbox.act('messenger', '1001', act, pages[0].pageId)
  sandbox.act('messenger', '1001', act, pages[1].pageId)
  sandbox.act('zalo', '2001', act, oas[0]!.oaId)
  sandbox.act('zalo', '2001', act, oas[2]!.oaId)
  await sandbox.settled()
  const signatures = app.got.map(
    ({ headers }) => headers['x-hub-signature-256'] ?? headers['x-zevent-signature'],
  )
  expect(new Set(signatures).size).toBe(4)
})
