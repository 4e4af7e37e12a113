import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { Outgoing, Platform } from '../../src/channels/channel.ts'
import { projectMessenger } from '../../src/channels/messenger/project.ts'
import { project as projectZalo } from '../../src/channels/zalo/project.ts'
import { Keyring } from '../../src/common/crypto.ts'
import { textHash } from '../../src/conversation/turn.ts'
import { startTestApp, type TestApp } from '../helpers/app.ts'
import type { Resident } from '../helpers/resident.ts'

const DAY = 24 * 3_600_000
const PNG = Buffer.from(
  '89504e470d0a1a0a0000000d4948445200000001000000010806000000 1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082'.replaceAll(
    ' ',
    '',
  ),
  'hex',
)
const picture = { source: 'file:huong-dan.png', alt: 'Các bước đăng ký' }

let app: TestApp
beforeAll(async () => {
  app = await startTestApp()
  mkdirSync(join(app.folder, 'media'))
  writeFileSync(join(app.folder, 'media', 'huong-dan.png'), PNG)
})
afterAll(() => app.close())

/** Says something to a person as a turn or a clerk would: through the outbox. @returns ids of its rows. */
async function say(resident: Resident, platform: Platform, message: Outgoing): Promise<number[]> {
  const keyring = new Keyring(app.app.keys)
  const parts = platform === 'messenger' ? projectMessenger(message, false) : projectZalo(message, false)
  const now = app.clock.now()
  const ids: number[] = []
  for (const part of parts) {
    const hash = platform === 'zalo' ? textHash(keyring, part.text) : ''
    const [row] = await app.db.rows<{ id: number }>(sql`
      insert into outbox (conversation_id, account_id, user_id, state, due_at, created_at, expires_at, text_hash, body)
      select id, account_id, platform_id, 'ready', ${now}, ${now}, ${now + DAY}, ${hash},
        ${keyring.seal(JSON.stringify(part))}
      from contact where platform_id = ${resident.id} returning id`)
    ids.push(row!.id)
  }
  await vi.waitFor(async () => {
    const rows = await app.db.rows<{ state: string; reason: string | null }>(sql`
      select state, reason from outbox where id in (select value::bigint from json_array_elements_text(${JSON.stringify(ids)}::json))`)
    expect(
      rows.map(({ state }) => state).every((state) => ['sent', 'delivered', 'seen'].includes(state)),
    ).toBe(true)
  }, 15_000)
  return ids
}

const uploads = () => app.rows<{ platform_id: string }>('select platform_id from upload order by account_id')

test.each(['messenger', 'zalo'] as const)(
  '%s takes a picture and cards as the emulator holds them against the facts',
  async (platform) => {
    const resident = app.resident(platform)
    await resident.says('alo')
    await say(resident, platform, { text: 'Bác xem nhé', picture })
    const [first] = (await uploads()).slice(-1)
    expect(first?.platform_id).toMatch(/./)
    const cards = ['eCA', 'VNPT-CA'].map((title) => ({
      title,
      subtitle: 'Miễn phí 12 tháng',
      choices: [{ label: 'Chọn', payload: `q:AB12:${title}` }],
      links: [{ label: 'Xem', url: 'https://chukyso.example/x' }],
    }))
    await say(resident, platform, {
      text: 'Bác chọn nơi cấp:',
      cards,
      choices: [{ label: 'Để sau', payload: 'q:AB12:later' }],
    })
    await say(resident, platform, {
      text: '',
      picture,
      link: { label: 'Xem', url: 'https://chukyso.example/x' },
    })
    expect(await uploads()).toContainEqual(first)

    // The platform forgets it; so does whoever asks for it the next time.
    await app.rows(`update upload set platform_id = 'forgotten' where platform_id = '${first?.platform_id}'`)
    await say(resident, platform, { text: 'Lần nữa', picture })
    const now = await uploads()
    expect(now.some(({ platform_id }) => platform_id === 'forgotten')).toBe(false)
    expect(app.log.join('\n')).not.toContain('a picture cannot be shown')
  },
)

test('a person who waits on Messenger sees that an answer is being written', async () => {
  const resident = app.resident('messenger')
  await resident.says('alo')
  const calls = async () =>
    (await app.rows<{ calls: number }>('select coalesce(sum(calls), 0)::int as calls from call_count'))[0]!
      .calls
  await app.rows(`update account set typing_until = 0`)
  const keyring = new Keyring(app.app.keys)
  const now = app.clock.now()
  // A reply that waits for its second try.
  await app.db.rows(sql`
    insert into outbox (conversation_id, account_id, user_id, state, due_at, created_at, expires_at, text_hash, body)
    select id, account_id, platform_id, 'ready', ${now + 60_000}, ${now - 5000}, ${now + DAY}, '', ${keyring.seal('{"text":"x"}')}
    from contact where platform_id = ${resident.id}`)
  await vi.waitFor(async () => {
    const [row] = await app.rows<{ typing_until: number }>(
      `select typing_until from account where platform = 'messenger'`,
    )
    expect(row?.typing_until).toBeGreaterThan(0)
  }, 10_000)
  await vi.waitFor(async () => expect(await calls()).toBeGreaterThan(0), 20_000)
})
