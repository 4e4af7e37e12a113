import { expect, test } from 'vitest'
import { Usage } from '../../../src/sandbox/messenger/usage.ts'
import { type Json, QUIET, reply, START, sendToMessenger, type World, world } from '../world.ts'

const HOUR = 3_600_000

async function withPeople(n: number): Promise<World> {
  const made = await world({ behaviour: { messenger: QUIET } })
  for (let i = 0; i < n; i += 1) made.sandbox.act('messenger', `${1001 + i}`, { type: 'text', text: 'a' })
  return made
}
const send = ({ page }: World, message: object = { text: 'a' }, user = '1001') =>
  sendToMessenger(page, reply(user, message))

async function many(made: World, n: number, message?: object): Promise<number[]> {
  const codes: number[] = []
  for (let i = 0; i < n; i += 50) {
    const answers = await Promise.all(Array.from({ length: Math.min(50, n - i) }, () => send(made, message)))
    codes.push(...answers.map(({ body }) => body.error?.code ?? 0))
  }
  return codes
}
const refusals = (codes: number[]) => codes.filter((code) => code !== 0)

test('facts messenger 4.1: 200 calls a day for each person, then 80006 until the day has rolled on', async () => {
  const made = await withPeople(1)
  expect(refusals(await many(made, 200))).toEqual([])
  expect((await send(made)).body.error.code).toBe(80006)
  made.clock.advance(23 * HOUR)
  expect((await send(made)).body.error.code).toBe(80006)
  made.clock.advance(1.5 * HOUR)
  made.sandbox.act('messenger', '1001', { type: 'text', text: 'a' })
  expect((await send(made)).status).toBe(200)
})

test('facts messenger 4.1: sender actions and look-ups count as well', async () => {
  const made = await withPeople(1)
  for (let i = 0; i < 100; i += 1) {
    await sendToMessenger(made.page, { recipient: { id: '1001' }, sender_action: 'typing_on' })
  }
  expect(refusals(await many(made, 100))).toEqual([])
  expect((await send(made)).body.error.code).toBe(80006)
})

test('facts messenger 4.1: 300 texts a second of one Page, then 613', async () => {
  const made = await withPeople(5)
  expect(refusals(await many(made, 300))).toEqual([])
  expect((await send(made)).body.error.code).toBe(613)
  made.clock.advance(1200)
  expect((await send(made)).status).toBe(200)
})

test('facts messenger 4.1: 10 audio or video a second', async () => {
  const made = await withPeople(1)
  const video = { attachment: { type: 'video', payload: { url: 'https://example.invalid/a.mp4' } } }
  expect(refusals(await many(made, 12, video))).toEqual([613, 613])
  expect((await send(made)).status).toBe(200)
})

test('facts messenger 4.1: 750 private replies an hour', () => {
  const usage = new Usage()
  const reply = (i: number) => usage.send('text', true, START + i * 10)
  for (let i = 0; i < 750; i += 1) reply(i)
  expect(() => reply(750)).toThrow('rate limit')
  expect(() => usage.send('text', false, START + 7500)).not.toThrow()
  expect(() => reply(370_000)).not.toThrow()
})

test('facts messenger 2.3: a bot that takes longer than 30 s to answer earns its Page a notice', async () => {
  const made = await withPeople(1)
  made.clock.advance(30_000)
  await send(made)
  expect(made.sandbox.notices('messenger')).toEqual([])
  made.sandbox.act('messenger', '1001', { type: 'text', text: 'a' })
  made.clock.advance(30_001)
  await send(made)
  await send(made)
  expect(made.sandbox.notices('messenger')).toMatchObject([{ kind: 'slow-answer' }])
})

test('rates: false lifts them, for loads that are no rehearsal', async () => {
  const made = await withPeople(1)
  made.sandbox.configure('messenger', { rates: false })
  expect(refusals(await many(made, 350))).toEqual([])
})

test('facts messenger 4.1: each answer tells the use, in percent, also when it is refused', async () => {
  const made = await withPeople(1)
  await many(made, 100)
  const { page } = made
  const ask = async (): Promise<Json> => {
    const answer = await fetch(`${page.apiUrl}/me?access_token=${page.pageToken}`)
    return {
      use: JSON.parse(answer.headers.get('x-business-use-case-usage') ?? '{}')[page.pageId]?.[0],
      pageUse: answer.headers.get('x-page-usage'),
    }
  }
  expect(await ask()).toEqual({
    use: {
      type: 'messenger',
      call_count: 50,
      total_cputime: 0,
      total_time: 0,
      estimated_time_to_regain_access: 0,
    },
    pageUse: null,
  })
  made.sandbox.behave('messenger', { usedPercent: 85 })
  expect((await ask()).use.call_count).toBe(85)
  made.sandbox.behave('messenger', { usedPercent: 100 })
  made.sandbox.configure('messenger', { pageUsageHeader: true })
  expect((await send(made)).body.error.code).toBe(80006)
  const { use, pageUse } = await ask()
  expect(use.estimated_time_to_regain_access).toBeGreaterThan(0)
  expect(JSON.parse(pageUse).call_count).toBe(100)
})
