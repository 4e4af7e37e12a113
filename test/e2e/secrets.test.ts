import { randomInt } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sentence, startTestApp, type TestApp } from '../helpers/app.ts'
import { find, type SearchedPlace, type Told, wholeDatabase } from '../helpers/search.ts'
import { reaches } from './steps.ts'

const digits = (length: number) => Array.from({ length }, () => randomInt(1, 10)).join('')
const told: Told[] = []
const tell = (what: string, secret: string) => {
  told.push({ what, secret })
  return secret
}

let app: TestApp
let dump = ''
let files: SearchedPlace[] = []
let redisText = ''

beforeAll(async () => {
  app = await startTestApp({ logLevel: 'trace', platforms: {} })
  for (const platform of ['messenger', 'zalo'] as const) {
    await confide(platform)
    await misfortunes(platform)
  }
  tokensOf(app.sandbox.accounts)
  dump = await wholeDatabase(app)
  redisText = await wholeRedis()
  await app.stop()
  files = await filesUnder(app.folder)
}, 180_000)
afterAll(() => app.close())

/** A registration to its end, a case, and everything on the way that nobody should ever send. */
async function confide(platform: 'messenger' | 'zalo'): Promise<void> {
  const resident = app.resident(platform)
  const phone = tell(`${platform} phone`, `09${digits(8)}`)
  tell(`${platform} phone as typed`, `${phone.slice(0, 4)} ${phone.slice(4, 7)} ${phone.slice(7)}`)
  const name = tell(`${platform} name`, platform === 'zalo' ? 'Trịnh Quốc Khuê' : 'Lương Bích Ngà')
  await reaches(resident, 'name')
  const asides = [
    tell(`${platform} ID number`, `033${digits(9)}`),
    `căn cước của tôi ${tell(`${platform} ID number in words`, `001${digits(9)}`)} đây`,
    `mã otp là ${tell(`${platform} OTP`, digits(6))}`,
    tell(`${platform} lone code`, digits(6)),
    `mật khẩu: ${tell(`${platform} password`, `Khoai${digits(4)}@`)}`,
    `mã pin ${tell(`${platform} PIN`, digits(8))}`,
  ]
  for (const aside of asides) expect((await resident.says(aside)).text).toMatch(sentence('register.name'))
  await resident.says(name)
  await resident.says(phone)
  await resident.tells('Dị Sử', 'Người dân')
  expect(resident.sees().text).toContain(name)
  const seen = await resident.tells('đúng, gửi đăng ký', '1', 'không đồng ý')
  const token = new URL(seen.link ?? '').pathname.split('/').pop() ?? ''
  tell(`${platform} link token`, token)
  await fetch(seen.link ?? '')
  await fetch(seen.link ?? '', { method: 'POST', redirect: 'manual' })
  await resident.says('gặp cán bộ')
  await resident.says(`${tell(`${platform} words to staff`, 'con trai bác tên Khánh Duy đi làm xa')}`)
  app.sandbox.clerkSays(
    platform,
    resident.id,
    tell(`${platform} words of staff`, 'Cháu chào bác, cháu nghe rõ rồi ạ'),
  )
  await resident.waits()
  // Left in the middle, with a draft that only the run holds.
  const other = app.resident(platform)
  await reaches(other, 'group', {
    name: tell(`${platform} draft name`, platform === 'zalo' ? 'Vương Thục Quyên' : 'Cao Tiến Đoàn'),
    phone: tell(`${platform} draft phone`, `03${digits(8)}`),
  })
}

/** Logs are quiet while all goes well: whatever is logged when it does not must hold no secrets either. */
async function misfortunes(platform: 'messenger' | 'zalo'): Promise<void> {
  const resident = app.resident(platform)
  await reaches(resident, 'phone', { name: tell(`${platform} unlucky name`, 'Đinh Hoàng Yến Nhi') })
  const phone = tell(`${platform} unlucky phone`, `08${digits(8)}`)
  const blocked = platform === 'messenger' ? { code: 551 } : { code: -213 }
  app.sandbox.behave(platform, { failNext: 1, failure: blocked })
  await resident.says(phone)
  app.sandbox.behave(platform, { failNext: 1, failure: { httpStatus: 500 } })
  await resident.says('Dị Sử')
  app.advance(60_000)
  await resident.waits()
  app.sandbox.expireTokens(platform)
  await resident.says('quay lại')
  app.sandbox.restoreTokens()
  app.advance(120_000)
  await resident.waits()
  const [page, oa] = app.sandbox.accounts
  const odd =
    platform === 'messenger'
      ? {
          object: 'page',
          entry: [{ id: page && 'pageId' in page ? page.pageId : '', odd: [{ text: phone }] }],
        }
      : {
          app_id: oa?.appId,
          event_name: 'user_odd',
          timestamp: String(app.clock.now()),
          message: { text: phone },
        }
  app.sandbox.act(platform, resident.id, { type: 'raw', body: odd })
  await app.idle()
  const body = JSON.stringify({
    object: 'page',
    text: phone,
    token: app.app.keys[0]?.secret.toString('base64'),
  })
  await fetch(`${app.url}/webhooks/${platform}?phone=${phone}`, { method: 'POST', body })
  await fetch(`${app.url}/webhooks/${platform}`, { method: 'POST', body: `{"text":"${phone}` })
  await fetch(`${app.url}/go/${phone}?phone=${phone}`)
  // A run that cannot be read: tried a few times, then the person is handed to staff.
  const mine = `(select id from contact where platform_id = '${resident.id}')`
  await app.rows(`update run set state = 'spoilt' where conversation_id in ${mine}`)
  await app.rows(`update conversation set revision = revision + 1 where id in ${mine}`)
  let seen = await resident.says(phone)
  for (let n = 0; n < 5 && seen.silent; n++) {
    app.advance(5000)
    seen = await resident.waits()
  }
  expect(seen.text).toMatch(sentence('common.apology'))
}

function tokensOf(accounts: TestApp['sandbox']['accounts']): void {
  for (const { secret } of app.app.keys) tell('APP_KEY', secret.toString('base64'))
  for (const account of accounts) {
    for (const [field, value] of Object.entries(account)) {
      if (/token|secret/i.test(field) && typeof value === 'string')
        tell(`${account.platform} ${field}`, value)
    }
  }
}

async function wholeRedis(): Promise<string> {
  const url = process.env['REDIS_URL']
  if (!url) return ''
  const redis = new Redis(url)
  const parts: string[] = []
  for (const key of await redis.keys('cks:*')) {
    const value = await redis.dumpBuffer(key)
    parts.push(key, value?.toString('latin1') ?? '')
  }
  redis.disconnect()
  return parts.join('\n')
}

async function filesUnder(folder: string): Promise<SearchedPlace[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async (entry) => {
        const path = join(entry.parentPath, entry.name)
        return { name: path.slice(folder.length + 1), bytes: await readFile(path) }
      }),
  )
}

describe('after registrations and cases on both platforms', () => {
  test('logs hold nothing of what people told, nor tokens', () => {
    const levels = new Set(app.log.map((line) => (JSON.parse(line) as { level: string }).level))
    expect([...levels]).toEqual(expect.arrayContaining(['info', 'warn', 'error']))
    expect(find(told, [{ name: 'logs', bytes: Buffer.from(app.log.join('')) }])).toEqual([])
  })

  test('nor does any table of the database', () => {
    expect(dump.length).toBeGreaterThan(5000)
    expect(find(told, [{ name: 'the dump', bytes: Buffer.from(dump) }])).toEqual([])
  })

  test('nor any file of the data folder, the write-ahead log included', () => {
    // On a server the folder holds no database.
    if (files.length > 3) expect(files.some(({ name }) => name.includes('pg_wal/'))).toBe(true)
    expect(find(told, files)).toEqual([])
  })

  test.skipIf(!process.env['REDIS_URL'])('nor Redis', () => {
    expect(find(told, [{ name: 'Redis', bytes: Buffer.from(redisText) }])).toEqual([])
  })

  test.each(['utf8', 'base64', 'hex', 'utf16le'] as const)(
    'the search would have found each of them (%s)',
    (form) => {
      for (const { what, secret } of told) {
        for (const lead of ['', 'x', 'xy']) {
          const text =
            form === 'base64' || form === 'hex'
              ? Buffer.from(`${lead}${secret}!`).toString(form)
              : `${lead}${secret}!`
          const bytes = Buffer.concat([
            Buffer.alloc(999),
            Buffer.from(text, form === 'utf16le' ? form : 'utf8'),
          ])
          expect(find(told, [{ name: 'planted', bytes }]), `${what} as ${form}`).toContain(
            `${what} in planted`,
          )
        }
      }
    },
  )

  test('what is kept in clear on purpose, such as the place, is found: the dump and the files were really read', () => {
    expect(dump).toMatch(/old:12121/)
    if (files.length > 3) expect(files.some(({ bytes }) => bytes.includes('old:12121'))).toBe(true)
  })
})
