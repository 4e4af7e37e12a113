import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import type { Account, Channel, Outgoing } from '../../../src/channels/channel.ts'
import { createHttp, type Http } from '../../../src/channels/http.ts'
import { PictureStore } from '../../../src/channels/pictures.ts'
import { ManualClock } from '../../../src/common/clock.ts'
import { registerAccounts } from '../../../src/conversation/account-store.ts'
import { openTestDatabase, type TestDatabase } from '../../helpers/database.ts'
import { type ContractSubject, NOW } from './subject.ts'

const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')
const DAY = 24 * 3_600_000
const ALT = 'Các bước đăng ký'

interface Call {
  path: string
  type: string
  body: Buffer
}

/** Pictures through the real store, over a real form, to a server that plays the platform. */
export function picturesContract(make: () => ContractSubject): void {
  const folder = mkdtempSync(join(tmpdir(), 'pictures-'))
  let opened: TestDatabase
  let subject: ContractSubject
  let server: Server
  let http: Http
  let channel: Channel
  let account: Account
  let clock: ManualClock
  let calls: Call[]
  /** Answers to sends, in order; afterwards they succeed. */
  let answers: object[]
  let uploadAnswer: () => Promise<object>
  let leftOut: string[]

  beforeAll(async () => {
    opened = await openTestDatabase()
    for (const name of ['huong-dan.png', 'mot.png', 'hai.png']) writeFileSync(join(folder, name), PNG)
    writeFileSync(join(folder, 'thu.png'), 'not a picture')
    writeFileSync(join(folder, 'lon.png'), Buffer.concat([PNG, Buffer.alloc(26 * 1024 * 1024)]))
  })
  afterAll(async () => {
    await opened.close()
    rmSync(folder, { recursive: true })
  })

  beforeEach(async () => {
    subject = make()
    calls = []
    answers = []
    leftOut = []
    let ids = 0
    uploadAnswer = async () => {
      ids += 1
      return subject.upload.answer(`id-${ids}`)
    }
    server = createServer(async (req, res) => {
      const chunks: Buffer[] = []
      for await (const chunk of req) chunks.push(chunk as Buffer)
      const path = (req.url ?? '').split('?')[0] ?? ''
      calls.push({ path, type: req.headers['content-type'] ?? '', body: Buffer.concat(chunks) })
      const isUpload = path === subject.upload.path
      const sent = () => answers.shift() ?? JSON.parse(subject.sentAnswer('sent').body)
      res.end(JSON.stringify(isUpload ? await uploadAnswer() : sent()))
    })
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
    account = subject.account(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
    await registerAccounts(opened.db, [account])
    await opened.db.rows(sql`delete from upload`)
    clock = new ManualClock(NOW)
    http = createHttp()
    channel = await open(10_000)
  })
  afterEach(async () => {
    await channel.close()
    server.closeAllConnections()
    await new Promise((done) => server.close(done))
    await http.close()
  })

  async function open(patienceMs: number): Promise<Channel> {
    const pictures = new PictureStore({
      db: opened.db,
      clock,
      folder,
      hosts: new Set(['chukyso.example']),
      patienceMs,
      onLeftOut: (_account, source) => leftOut.push(source),
    })
    const mask = (text: string) => ({ text, masked: [] })
    return subject.create({ accounts: [account], clock, mask, pictures }, http)
  }

  const withPicture = (source: string): Outgoing => ({ text: ALT, picture: { source, alt: ALT } })
  const send = (source: string, more: Partial<Outgoing> = {}) =>
    channel.send(account, {
      id: '42',
      user: '7654321',
      message: { ...withPicture(source), ...more },
      asNumbers: false,
    })
  const uploads = () => calls.filter(({ path }) => path === subject.upload.path)
  const sends = () =>
    calls.filter(({ path }) => path !== subject.upload.path).map(({ body }) => body.toString())

  test('a file is uploaded once, as it is, and shown by its id from then on', async () => {
    for (let n = 0; n < 3; n++) expect(await send('file:huong-dan.png')).toMatchObject({ ok: true })
    expect(uploads()).toHaveLength(1)
    const form = await new Response(new Uint8Array(uploads()[0]!.body), {
      headers: { 'content-type': uploads()[0]!.type },
    }).formData()
    const file = form.get(subject.upload.field) as File
    expect([file.name, file.type]).toEqual(['huong-dan.png', 'image/png'])
    expect(Buffer.from(await file.arrayBuffer()).equals(PNG)).toBe(true)
    expect(sends()).toHaveLength(3)
    for (const body of sends()) expect(body).toContain('"attachment_id":"id-1"')
  })

  test('sends at the same moment share one upload', async () => {
    const results = await Promise.all(Array.from({ length: 5 }, () => send('file:huong-dan.png')))
    expect(results.every(({ ok }) => ok)).toBe(true)
    expect(uploads()).toHaveLength(1)
  })

  test('it is uploaded again before the platform forgets it', async () => {
    await send('file:huong-dan.png')
    clock.advance(0.8 * subject.uploadDays * DAY)
    await send('file:huong-dan.png')
    expect(uploads()).toHaveLength(1)
    clock.advance(0.15 * subject.uploadDays * DAY)
    await send('file:huong-dan.png')
    expect(uploads()).toHaveLength(2)
    expect(sends().at(-1)).toContain('"attachment_id":"id-2"')
  })

  test('an id that has expired all the same is forgotten, and the next try uploads anew', async () => {
    await send('file:huong-dan.png')
    answers.push(subject.pictureAnswers.expired, subject.pictureAnswers.expired)
    // Two messages with the same old id are one expiry.
    const failed = await Promise.all([send('file:huong-dan.png'), send('file:huong-dan.png')])
    for (const result of failed)
      expect(result).toMatchObject({ ok: false, failure: { code: 'MEDIA_EXPIRED' } })
    expect(await send('file:huong-dan.png')).toMatchObject({ ok: true })
    expect(uploads()).toHaveLength(2)
    expect(sends().at(-1)).toContain('"attachment_id":"id-2"')
  })

  test('what is refused twice goes in words', async () => {
    for (let n = 0; n < 2; n++) {
      answers.push(subject.pictureAnswers.refused)
      expect(await send('file:huong-dan.png')).toMatchObject({ failure: { code: 'MEDIA_REFUSED' } })
    }
    expect(await send('file:huong-dan.png')).toMatchObject({ ok: true })
    expect(sends().at(-1)).toContain(ALT)
    expect(sends().at(-1)).not.toContain('attachment_id')
    // Another picture is not held to account.
    await send('file:mot.png')
    expect(sends().at(-1)).toContain('"attachment_id"')
    clock.advance(15 * 60_000)
    await send('file:huong-dan.png')
    expect(sends().at(-1)).toContain('"attachment_id"')
  })

  test.each([
    ['file:khong-co.png'],
    ['file:../huong-dan.png'],
    ['file:/etc/hostname.png'],
    ['file:thu.png'],
    ['file:lon.png'],
    ['https://evil.example/x.png'],
    ['https://chukyso.example@evil.example/x.png'],
    ['https://chukyso.example\\@evil.example/x.png'],
    ['http://chukyso.example/x.png'],
    ['data:image/png;base64,AAAA'],
    [''],
  ])('%s is no picture of ours: its words go', async (source) => {
    expect(await send(source)).toMatchObject({ ok: true })
    expect(uploads()).toEqual([])
    expect(sends()).toHaveLength(1)
    expect(sends()[0]).toContain(ALT)
    expect(sends()[0]).not.toContain('attachment')
    expect(leftOut).toEqual([source])
  })

  test('one at an allow-listed address is fetched by the platform', async () => {
    expect(await send('https://chukyso.example/x.png')).toMatchObject({ ok: true })
    expect(uploads()).toEqual([])
    expect(sends()[0]).toContain('"url":"https://chukyso.example/x.png"')
  })

  test('a slow upload sends nothing yet; the next try finds it done', async () => {
    channel = await open(50)
    let finish: (answer: object) => void = () => {}
    uploadAnswer = () =>
      new Promise((done) => {
        finish = done
      })
    expect(await send('file:huong-dan.png')).toMatchObject({ failure: { code: 'MEDIA_PENDING' } })
    expect(sends()).toEqual([])
    await vi.waitFor(() => expect(uploads()).toHaveLength(1), 10_000)
    finish(subject.upload.answer('late'))
    await vi.waitFor(async () => expect(await send('file:huong-dan.png')).toMatchObject({ ok: true }), 10_000)
    expect(uploads()).toHaveLength(1)
    expect(sends()[0]).toContain('"attachment_id":"late"')
  })

  test('an upload that the platform refuses is not tried again at once: the words go', async () => {
    uploadAnswer = async () => subject.pictureAnswers.refused
    expect(await send('file:huong-dan.png')).toMatchObject({ ok: true })
    await send('file:huong-dan.png')
    expect(uploads()).toHaveLength(1)
    for (const body of sends()) expect(body).not.toContain('attachment')
  })

  test('a message of words that is answered as if a picture were too old is at fault itself', async () => {
    answers.push(subject.pictureAnswers.expired)
    const job = { id: '1', user: '7654321', message: { text: 'Chào bác' }, asNumbers: false }
    expect(await channel.send(account, job)).toMatchObject({ failure: { code: 'BAD_REQUEST' } })
  })
}
