import { expect, test } from 'vitest'
import { type Clock, ManualClock, ShiftedClock } from '../../src/common/clock.ts'
import { MESSENGER_DELIVERY, ZALO_DELIVERY } from '../../src/sandbox/delivery-rules.ts'
import { QUIET, START, type World, world } from './world.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const quiet = { behaviour: { messenger: QUIET, zalo: QUIET } }
const say = ({ sandbox }: World, platform: 'messenger' | 'zalo', text: string) =>
  sandbox.act(platform, '1', { type: 'text', text })

/** Moves on by `ms` and waits for one more post. */
async function attempt({ app, clock }: World, ms: number): Promise<void> {
  const before = app.got.length
  clock.advance(ms - 1)
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(app.got).toHaveLength(before)
  clock.advance(1)
  await expect.poll(() => app.got.length, { timeout: 10_000 }).toBe(before + 1)
  // The answer is to be with the emulator before time moves on.
  await new Promise((resolve) => setTimeout(resolve, 20))
}

test('facts zalo 2.2: 30 s, 5 min, 15 min, 30 min, 1 h with num_retry, then the webhook is switched off', async () => {
  const made = await world({ ...quiet, delivery: { zalo: ZALO_DELIVERY } })
  const { app, sandbox, oa } = made
  app.answer = () => 500
  say(made, 'zalo', 'một')
  await expect.poll(() => app.got.length, { timeout: 10_000 }).toBe(1)
  await new Promise((resolve) => setTimeout(resolve, 20))
  for (const wait of [30_000, 5 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR]) await attempt(made, wait)
  await sandbox.settled()
  expect(app.got.map(({ headers }) => headers['num_retry'])).toEqual([undefined, '1', '2', '3', '4', '5'])
  expect(sandbox.stats().zalo.webhooks).toMatchObject({ givenUp: 1, off: true })
  expect(sandbox.notices('zalo')).toMatchObject([{ kind: 'webhook-off', about: oa.appId }])
  say(made, 'zalo', 'không đến')
  app.answer = () => 200
  sandbox.switchOn('zalo')
  say(made, 'zalo', 'đến')
  await sandbox.settled()
  expect(app.bodies('zalo').map((body) => body.message.text)).toEqual(['đến'])
})

test('facts messenger 1.3: some attempts at once, an alert at 15 min, unsubscribed from the Page at 1 h', async () => {
  const made = await world({ ...quiet, delivery: { messenger: MESSENGER_DELIVERY } })
  const { app, sandbox, clock, page } = made
  app.answer = () => 503
  say(made, 'messenger', 'một')
  await expect.poll(() => app.got.length, { timeout: 10_000 }).toBeGreaterThanOrEqual(2)
  clock.advance(14 * MINUTE)
  await expect.poll(() => app.got.length, { timeout: 10_000 }).toBe(7)
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(sandbox.notices('messenger')).toEqual([])
  clock.advance(MINUTE)
  await expect
    .poll(() => sandbox.notices('messenger'), { timeout: 10_000 })
    .toMatchObject([{ kind: 'webhook-alert' }])
  expect(sandbox.stats().messenger.webhooks.off).toBe(false)
  clock.advance(45 * MINUTE)
  await sandbox.settled()
  expect(sandbox.notices('messenger')).toMatchObject([
    { kind: 'webhook-alert', about: page.pageId },
    { kind: 'webhook-off', about: page.pageId },
  ])
  expect(sandbox.stats().messenger.webhooks.off).toBe(true)
})

test('a success between resets what leads to the switch-off', async () => {
  const made = await world({
    ...quiet,
    delivery: { zalo: { retryMs: [MINUTE], offAfterGivingUp: true } },
  })
  const { app, sandbox, clock } = made
  app.answer = (_n, got) => (got.body.message.text === 'hỏng' ? 500 : 200)
  say(made, 'zalo', 'hỏng')
  say(made, 'zalo', 'được')
  await expect.poll(() => app.got.length, { timeout: 10_000 }).toBe(2)
  await new Promise((resolve) => setTimeout(resolve, 20))
  clock.advance(MINUTE)
  await sandbox.settled()
  expect(sandbox.stats().zalo.webhooks).toMatchObject({ givenUp: 1, off: false })
})

test('three days later: every missed attempt was made, and the webhook is off', async () => {
  const made = await world({ ...quiet, delivery: { zalo: ZALO_DELIVERY } })
  made.app.answer = () => 500
  say(made, 'zalo', 'một')
  await expect.poll(() => made.app.got.length, { timeout: 10_000 }).toBe(1)
  await new Promise((resolve) => setTimeout(resolve, 20))
  made.clock.advance(72 * HOUR)
  await made.sandbox.settled()
  expect(made.app.got).toHaveLength(6)
  expect(made.sandbox.stats().zalo.webhooks.off).toBe(true)
})

test.each<[string, () => Clock & { advance(ms: number): void }]>([
  ['that tells when it moves', () => new ShiftedClock(new ManualClock(START))],
  [
    'that does not tell',
    () => {
      let at = START
      return {
        now: () => at,
        advance: (ms: number) => {
          at += ms
        },
      }
    },
  ],
])('a clock %s brings what became due', async (_name, make) => {
  const clock = make()
  const made = await world({ ...quiet, clock, delivery: { zalo: { retryMs: [HOUR] } } })
  made.app.answer = (n) => (n === 0 ? 500 : 200)
  say(made, 'zalo', 'một')
  await expect.poll(() => made.app.got.length, { timeout: 10_000 }).toBe(1)
  await new Promise((resolve) => setTimeout(resolve, 20))
  clock.advance(HOUR)
  await made.sandbox.settled()
  expect(made.app.bodies('zalo')).toHaveLength(1)
})
