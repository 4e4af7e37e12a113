import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { MessengerAccount, Outgoing } from '../../src/channels/channel.ts'
import { createHttp, type Http } from '../../src/channels/http.ts'
import { createMessenger } from '../../src/channels/messenger/index.ts'
import { PictureStore } from '../../src/channels/pictures.ts'
import { Outbox } from '../../src/conversation/outbox.ts'
import { byId, PAGE, silent } from './support/parts.ts'
import { outboxRow, putReply } from './support/replies.ts'
import { TestRoad, useDatabase } from './support/road.ts'

const use = useDatabase()
let road: TestRoad
let server: Server
let http: Http
let folder: string
let outbox: Outbox
let project: (message: Outgoing) => Outgoing[]
/** Answers of the Page's API, in order; afterwards all is well. */
let answers: object[]
let called: string[]

beforeEach(async () => {
  await use.db.rows(sql`delete from upload`)
  road = new TestRoad(use.db)
  answers = []
  called = []
  folder = mkdtempSync(join(tmpdir(), 'pictures-'))
  writeFileSync(join(folder, 'huong-dan.png'), Buffer.from('89504e470d0a1a0a', 'hex'))
  server = createServer(async (req, res) => {
    let body = ''
    for await (const chunk of req) body += chunk
    const upload = req.url?.includes('/message_attachments') ?? false
    called.push(upload ? 'upload' : body)
    const good = upload ? { attachment_id: `id-${called.length}` } : { message_id: `m_${called.length}` }
    res.end(JSON.stringify((upload ? undefined : answers.shift()) ?? good))
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  http = createHttp()
  const page: MessengerAccount = {
    ...PAGE,
    apiUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  }
  const pictures = new PictureStore({ db: use.db, clock: road.clock, folder, hosts: new Set() })
  const mask = (text: string) => ({ text, masked: [] })
  const messenger = createMessenger({ accounts: [page], clock: road.clock, mask, pictures }, http)
  project = (message) => messenger.project(message, false)
  const { db, keyring, clock, metrics, budgets } = road
  const channels = { messenger, zalo: road.channels.zalo }
  outbox = new Outbox({
    db,
    keyring,
    clock,
    accounts: byId(page),
    channels,
    budgets,
    metrics,
    log: silent,
    echoWaitMs: 8000,
  })
})
afterEach(async () => {
  await outbox.stop()
  await road.close()
  server.closeAllConnections()
  await new Promise((done) => server.close(done))
  await http.close()
  rmSync(folder, { recursive: true })
})

/** Puts what is said into the outbox as a turn does. @returns ids of its rows. */
async function say(message: Outgoing): Promise<number[]> {
  const ids = []
  for (const part of project(message)) ids.push(await putReply(road, 'a', part, { account: PAGE.id }))
  return ids
}

async function sendUntil(id: number, state: string): Promise<void> {
  await outbox.tick()
  await vi.waitFor(async () => expect((await outboxRow(road, id)).state).toBe(state), { timeout: 5000 })
}

const picture = { source: 'file:huong-dan.png', alt: 'Các bước đăng ký' }

it('shows the picture, then says the words, through the outbox', async () => {
  const [first, last] = await say({ text: 'Bác xem nhé', picture })
  await sendUntil(last!, 'sent')
  expect((await outboxRow(road, first!)).state).toBe('sent')
  expect(called[0]).toBe('upload')
  expect(called[1]).toContain('"attachment_id":"id-1"')
  expect(called[2]).toContain('Bác xem nhé')
})

it('uploads again what the platform has forgotten, and in the end says it in words', async () => {
  const [id] = await say({ text: '', picture })
  await sendUntil(id!, 'sent')
  const expired = { error: { code: 100, error_subcode: 2018074 } }
  const [next] = await say({ text: '', picture })
  answers.push(expired)
  await sendUntil(next!, 'ready')
  expect(await outboxRow(road, next!)).toMatchObject({ reason: 'MEDIA_EXPIRED 100/2018074', attempts: 1 })
  road.clock.advance(5000)
  await sendUntil(next!, 'sent')
  expect(called.filter((call) => call === 'upload')).toHaveLength(2)

  const [last] = await say({ text: '', picture })
  answers.push(expired)
  await sendUntil(last!, 'ready')
  road.clock.advance(5000)
  await sendUntil(last!, 'sent')
  expect(called.at(-1)).toContain('"text":"Các bước đăng ký"')
})
