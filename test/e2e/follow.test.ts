import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../helpers/app.ts'
import type { Resident } from '../helpers/resident.ts'
import { reaches } from './steps.ts'

interface Line {
  msg: string
  inboxId?: number
  inboxIds?: number[]
  outboxId?: number
  outboxIds?: number[]
  platformMessageId?: string
  eventKey?: string
}

let app: TestApp
beforeAll(async () => {
  app = await startTestApp({ platforms: {}, logLevel: 'debug' })
})
afterAll(() => app.close())

const lines = () => app.log.map((line) => JSON.parse(line) as Line)

/** From the webhook of the last act to the ids that the platform gave the answers, by the log alone. */
function follow(since: number): string[] {
  const written = lines().slice(since)
  const stored = written.filter(({ msg }) => msg === 'event stored')
  expect(stored).toHaveLength(1)
  const inboxId = stored[0]?.inboxId ?? -1
  const turn = written.find(({ msg, inboxIds }) => msg === 'turn done' && inboxIds?.includes(inboxId))
  return (turn?.outboxIds ?? []).map(
    (id) =>
      written.find(({ msg, outboxId }) => msg.startsWith('message sent') && outboxId === id)
        ?.platformMessageId ?? 'lost',
  )
}

/** What the person's phone shows of the last act. */
async function sees(resident: Resident, text: string): Promise<{ since: number; ids: string[] }> {
  const since = app.log.length
  const { messages } = await resident.says(text)
  expect(messages.length).toBeGreaterThan(0)
  return { since, ids: messages.map(({ id }) => id) }
}

describe.each(['messenger', 'zalo'] as const)('on %s', (platform) => {
  test('a turn is followed by ids from the webhook to the platform’s message', async () => {
    const resident = app.resident(platform)
    for (const text of ['alo', 'đăng ký', '1960']) {
      const { since, ids } = await sees(resident, text)
      expect(follow(since)).toEqual(ids)
    }
  })

  test('also where only the echo tells that the answer arrived', async () => {
    const resident = app.resident(platform)
    await resident.says('alo')
    app.sandbox.behave(platform, { resetAfterAccept: 1 })
    const { since, ids } = await sees(resident, 'đăng ký')
    app.sandbox.behave(platform, { resetAfterAccept: 0 })
    expect(follow(since)).toEqual(ids)
  })

  test('an event that comes again is told by the same key', async () => {
    const resident = app.resident(platform)
    app.sandbox.behave(platform, { copies: 2 })
    const since = app.log.length
    await resident.says('alo')
    app.sandbox.behave(platform, { copies: 1 })
    const written = lines().slice(since)
    const [stored] = written.filter(({ msg }) => msg === 'event stored')
    const known = written.filter(({ msg }) => msg === 'event known already')
    expect(known.map(({ eventKey }) => eventKey)).toEqual([stored?.eventKey])
  })

  test('and no line tells who it was or what was said', async () => {
    const resident = app.resident(platform)
    await reaches(resident, 'summary', { name: 'Trịnh Quốc Khuê', phone: '0971234586' })
    await resident.says('gặp cán bộ')
    const log = app.log.join('')
    for (const word of [resident.id, 'Khuê', '0971234586', '971234586', 'gặp cán bộ', 'Gặp cán bộ'])
      expect(log).not.toContain(word)
  })
})
