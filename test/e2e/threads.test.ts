import { createHmac, randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type App, startApp } from '../../src/app.ts'
import { readConfig } from '../../src/config.ts'
import { openDatabase } from '../../src/storage/open.ts'
import { createLogger } from '../../src/telemetry/logger.ts'
import { MovedClock, sentence } from '../helpers/app.ts'
import { migratedSeed, openTestDatabase, serverUrl, type TestDatabase } from '../helpers/database.ts'

const PAGE = '10000000001'
const APP = '20000000002'
const INBOX = 263902037430900
const SECRET = randomBytes(16).toString('hex')

/** A Page with a default app: threads belong to one app at a time (facts: messenger 6). */
class RoutedPage {
  /** Threads that the Page's inbox holds; every other is the default app's. */
  readonly inbox = new Set<string>()
  /** What each person was sent, and how the thread changed hands. */
  readonly log: { user: string; what: string }[] = []
  /** No default app is set: nothing can be passed, and everybody may write. */
  routed = true
  #n = 0

  answer(edge: string, body: { recipient: { id: string }; message?: { text?: string } }): [number, object] {
    const user = body.recipient.id
    const refused = (code: number, error_subcode?: number): [number, object] => [
      400,
      { error: { message: 'no', type: 'OAuthException', code, error_subcode } },
    ]
    if (edge !== 'messages' && !this.routed) return refused(10)
    if (edge === 'pass_thread_control') {
      if (this.inbox.has(user)) return refused(10, 2018300)
      this.inbox.add(user)
      this.log.push({ user, what: '<staff>' })
      return [200, { success: true }]
    }
    if (edge === 'take_thread_control') {
      this.inbox.delete(user)
      this.log.push({ user, what: '<bot>' })
      return [200, { success: true }]
    }
    if (this.inbox.has(user)) {
      this.log.push({ user, what: '<refused>' })
      return refused(10, 2018300)
    }
    this.#n += 1
    const { message } = body
    const template = message as { attachment?: { payload?: { text?: string } } }
    this.log.push({ user, what: message?.text ?? template.attachment?.payload?.text ?? '' })
    return [200, { recipient_id: user, message_id: `m_out_${this.#n}` }]
  }
}

const page = new RoutedPage()
const clock = new MovedClock()
let graph: Server
let folder: string
let ground: TestDatabase | null = null
let app: App
beforeAll(async () => {
  graph = createServer(async (request, response) => {
    let text = ''
    for await (const chunk of request) text += chunk
    const edge = new URL(request.url ?? '', 'http://x').pathname.split('/').at(-1) ?? ''
    const [status, body] = page.answer(edge, JSON.parse(text || '{}'))
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  })
  await new Promise<void>((done) => graph.listen(0, '127.0.0.1', done))
  folder = await mkdtemp(join(tmpdir(), 'cks-threads-'))
  ground = serverUrl ? await openTestDatabase() : null
  if (!ground) await (await openDatabase({ dataDir: folder, seed: await migratedSeed() })).close()
  const env = {
    PORT: '0',
    DATA_DIR: folder,
    PUBLIC_URL: 'http://127.0.0.1:0',
    APP_KEY: randomBytes(32).toString('base64'),
    MESSENGER_PAGE_ID: PAGE,
    MESSENGER_PAGE_TOKEN: 'EAAtestpagetoken',
    MESSENGER_APP_ID: APP,
    MESSENGER_APP_SECRET: SECRET,
    MESSENGER_VERIFY_TOKEN: 'verify-this-page',
    MESSENGER_API_URL: `http://127.0.0.1:${(graph.address() as AddressInfo).port}/v26.0`,
    ...(ground?.url ? { DATABASE_URL: ground.url } : {}),
  }
  app = await startApp(
    readConfig(env, () => ''),
    createLogger('silent', { write: () => true }),
    clock,
  )
})
afterAll(async () => {
  await app.close()
  await ground?.close()
  graph.closeAllConnections()
  await new Promise((done) => graph.close(done))
  await rm(folder, { recursive: true, force: true })
})
afterEach(() => {
  page.routed = true
})

let serial = 0
class Person {
  readonly id = String(7_000_000_000 + serial++)
  #seen = 0

  /** Everything that came since the last look, and what became of the thread. */
  get seen(): string[] {
    const all = page.log.filter(({ user }) => user === this.id).map(({ what }) => what)
    const fresh = all.slice(this.#seen)
    this.#seen = all.length
    return fresh
  }

  async #post(list: 'messaging' | 'standby', event: object): Promise<string[]> {
    // Nobody types twice within a moment; and a clerk's answer takes longer than that.
    clock.advance(5000)
    const timestamp = clock.now()
    const told = { sender: { id: this.id }, recipient: { id: PAGE }, timestamp, ...event }
    const body = JSON.stringify({ object: 'page', entry: [{ id: PAGE, time: timestamp, [list]: [told] }] })
    const hex = createHmac('sha256', SECRET).update(body).digest('hex')
    const headers = { 'content-type': 'application/json', 'x-hub-signature-256': `sha256=${hex}` }
    const answer = await fetch(`${app.url}/webhooks/messenger`, { method: 'POST', headers, body })
    expect(answer.status).toBe(200)
    await idle()
    return this.seen
  }

  /** Where it arrives the platform decides. */
  says(text: string): Promise<string[]> {
    const list = page.inbox.has(this.id) ? 'standby' : 'messaging'
    return this.#post(list, { message: { mid: `m_in_${serial++}`, text } })
  }

  async tells(...texts: string[]): Promise<void> {
    for (const text of texts) await this.says(text)
  }

  /** A clerk answers in the Page's inbox, which takes the thread by itself. */
  async clerk(text: string, { takes = true } = {}): Promise<string[]> {
    if (takes) {
      page.inbox.add(this.id)
      await this.#post('messaging', {
        take_thread_control: { previous_owner_app_id: APP, new_owner_app_id: INBOX },
      })
    }
    const message = { mid: `m_clerk_${serial++}`, is_echo: true, app_id: INBOX, text }
    return this.#post('standby', { sender: { id: PAGE }, recipient: { id: this.id }, message })
  }

  passedBack(): Promise<string[]> {
    page.inbox.delete(this.id)
    return this.#post('messaging', {
      pass_thread_control: { previous_owner_app_id: INBOX, new_owner_app_id: APP },
    })
  }

  async owner(): Promise<string | undefined> {
    const [row] = await app.db.rows<{ owner: string }>(
      sql`select owner from conversation where id in (select id from contact where platform_id = ${this.id})`,
    )
    return row?.owner
  }
}

async function idle(): Promise<void> {
  for (let quiet = 0, tries = 0; quiet < 2; tries++) {
    if (tries > 2000) throw new Error('no rest')
    const [row] = await app.db.rows<{ n: number }>(sql`
      select (select count(*) from inbox) + (select count(*) from outbox where state in ('ready', 'sending')) as n`)
    quiet = row?.n === 0 ? quiet + 1 : 0
    await sleep(5)
  }
}

const expectSaid = (seen: string[], ...parts: (string | RegExp)[]) => {
  expect(seen).toHaveLength(parts.length)
  seen.forEach((what, i) => {
    const part = parts[i]!
    if (typeof part === 'string') expect(what).toBe(part)
    else expect(what).toMatch(part)
  })
}

describe('a Page whose threads have owners', () => {
  test('GẶP CÁN BỘ gives the thread to the inbox after the last words; from then on nobody but staff answers', async () => {
    const person = new Person()
    await person.says('chào')
    expectSaid(await person.says('gặp cán bộ'), sentence('common.caseOpened'), '<staff>')
    expect(page.inbox.has(person.id)).toBe(true)
    expect(await person.says('cháu hỏi chút')).toEqual([])
    expect(await person.owner()).toBe('inbox')
    expect(await person.clerk('Chào bác')).toEqual([])
    expect(await person.says('cảm ơn cháu')).toEqual([])
  })

  test('words that work always borrow the thread, MENU takes it', async () => {
    const person = new Person()
    await person.tells('chào', 'gặp cán bộ', 'alo')
    expectSaid(await person.says('lừa đảo'), '<bot>', sentence('common.scam'), '<staff>')
    expect(page.inbox.has(person.id)).toBe(true)
    expectSaid(await person.says('menu'), '<bot>', sentence('common.backFromStaff'))
    expect(await person.owner()).toBe('bot')
    expectSaid(await person.says('đăng ký'), sentence('register.birthYear'))
  })

  test('a clerk who answers in the inbox takes it; passed back, the open question is put again', async () => {
    const person = new Person()
    await person.tells('chào', 'đăng ký')
    expect(await person.clerk('Để cháu giúp bác')).toEqual([])
    expect(await person.says('1956')).toEqual([])
    expectSaid(
      await person.passedBack(),
      new RegExp(`${sentence('common.backFromStaff').source}[^]*năm sinh`),
    )
    expectSaid(await person.says('1956'), sentence('register.consent'))
  })

  test('released, the next words are the assistant’s again', async () => {
    const person = new Person()
    await person.tells('chào', 'đăng ký')
    await person.clerk('Để cháu giúp bác')
    page.inbox.delete(person.id)
    expectSaid(await person.says('1956'), sentence('common.backFromStaff'))
    expect(await person.owner()).toBe('bot')
  })

  test('#BOT of a clerk gives it back', async () => {
    const person = new Person()
    await person.tells('chào', 'đăng ký')
    await person.clerk('Để cháu giúp bác')
    expectSaid(await person.clerk('#bot', { takes: false }), '<bot>', sentence('common.backFromStaff'))
    expect(await person.owner()).toBe('bot')
  })

  test('error 2018300 tells what no event has told: the assistant is silent until the thread comes back', async () => {
    const person = new Person()
    await person.says('chào')
    page.inbox.add(person.id)
    // The platform still gives this one to us.
    page.inbox.delete(person.id)
    const saying = person.says('đăng ký')
    page.inbox.add(person.id)
    expect(await saying).toEqual(['<refused>'])
    expect(await person.owner()).toBe('inbox')
    expect(await person.says('1956')).toEqual([])
    page.inbox.delete(person.id)
    expectSaid(await person.says('1956'), sentence('common.backFromStaff'))
  })

  test('after a day of a clerk’s silence the assistant answers', async () => {
    const person = new Person()
    await person.tells('chào', 'đăng ký')
    await person.clerk('Để cháu giúp bác')
    clock.advance(24 * 3_600_000)
    expectSaid(await person.says('1956'), '<bot>', sentence('common.backFromStaff'))
  })
})

describe('a Page without a default app', () => {
  test('nothing is passed, and a clerk is known by the echo', async () => {
    page.routed = false
    const person = new Person()
    await person.says('chào')
    expectSaid(await person.says('gặp cán bộ'), sentence('common.caseOpened'))
    expectSaid(await person.says('cháu hỏi chút'), sentence('common.caseWaiting'))
    expect(await person.clerk('Chào bác', { takes: false })).toEqual([])
    expect(await person.says('cảm ơn cháu')).toEqual([])
    expect(await person.owner()).toBe('staff')
    expectSaid(await person.says('menu'), sentence('common.backFromStaff'))
    // The account sends on, and is not asked again.
    const other = new Person()
    await other.says('chào')
    expectSaid(await other.says('gặp cán bộ'), sentence('common.caseOpened'))
  })
})
