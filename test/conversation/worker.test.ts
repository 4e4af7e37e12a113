import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { EffectHandler } from '../../src/conversation/effects.ts'
import { claimConversations } from '../../src/conversation/turn-store.ts'
import { serverUrl } from '../helpers/database.ts'
import { flows, withVersion } from './support/flows.ts'
import { eventOf, HOUR, NOW, OA, PAGE } from './support/parts.ts'
import { states } from './support/replies.ts'
import { TestRoad, table, useDatabase } from './support/road.ts'

const use = useDatabase()
const roads: TestRoad[] = []
let road: TestRoad
beforeEach(() => {
  road = new TestRoad(use.db)
  roads.push(road)
})
afterEach(async () => {
  for (const one of roads.splice(0)) await one.close()
})

/** Another instance on the same database, perhaps of other code. */
function instance(known = flows): TestRoad {
  const other = new TestRoad(use.db, { clock: road.clock, keyring: road.keyring, known })
  roads.push(other)
  return other
}

/** One message, five seconds after the one before, and its turn. @returns what is answered. */
async function say(user: string, text: string, on = road): Promise<string[]> {
  road.clock.advance(5000)
  const before = on.channels.zalo.texts(user).length
  await on.accept(eventOf(user, text, { at: road.clock.now() }))
  await on.turn()
  await on.quiet()
  return on.channels.zalo.texts(user).slice(before)
}

interface Row {
  id: number
  user_id: string
  attempts: number
  due_at: number
}
const inbox = () => table<Row>(use.db, 'inbox')
const aside = () =>
  table<{ what: string; attempts: number; reason: string; body: string | null }>(use.db, 'set_aside')
const runs = async () =>
  (await use.db.rows<{ flow: string }>(sql`select flow from run order by conversation_id, depth`)).map(
    ({ flow }) => flow,
  )

describe('a turn', () => {
  it('answers, and leaves nothing of the words behind', async () => {
    expect(await say('u1', 'chào')).toEqual(['home.menu'])
    expect(await say('u1', 'Label register')).toEqual(['register.name'])
    expect(await say('u1', 'Nguyễn Văn An')).toEqual(['register.year'])
    expect(await say('u1', '1960')).toEqual(['register.done\n\nhome.menu'])
    expect(await inbox()).toEqual([])
    expect(await table(use.db, 'message')).toEqual([])
    expect(await runs()).toEqual(['home'])
    expect(await table(use.db, 'conversation')).toMatchObject([{ depth: 1, last_in_at: road.clock.now() }])
  })

  it('is the same whichever instance computes it', async () => {
    const other = instance()
    await say('u1', 'chào')
    await say('u1', 'Label register', other)
    await say('u1', 'Nguyễn Văn An')
    await say('u1', 'MENU', other)
    expect(await say('u1', 'Label register')).toEqual(['register.year'])
    expect(await say('u1', '1960', other)).toEqual(['register.done\n\nhome.menu'])
  })

  it('hears messages in the order of the platform, then of their arrival', async () => {
    await say('u1', 'đăng ký')
    const at = NOW + HOUR
    road.clock.set(at + 1000)
    await road.accept(eventOf('u1', '1960', { at: at + 20 }))
    await road.accept(
      eventOf('u1', 'Nguyễn Văn An', { at: at + 10 }),
      eventOf('u1', 'cảm ơn', { at: at + 20 }),
    )
    await road.turn()
    await road.quiet()
    expect(road.channels.zalo.texts('u1').slice(-3)).toEqual([
      'register.year',
      'register.done\n\nhome.menu',
      'common.thanks\n\nhome.menu',
    ])
  })

  it('of a message that comes late is one of its own', async () => {
    await say('u1', 'đăng ký')
    await say('u1', 'Nguyễn Văn An')
    await road.accept(eventOf('u1', 'cảm ơn', { at: NOW }))
    expect(await road.turn()).toBe(1)
    await road.quiet()
    expect(road.channels.zalo.texts('u1').at(-1)).toBe('common.thanks\n\nregister.year')
    expect(await table(use.db, 'conversation')).toMatchObject([{ last_in_at: NOW + 10_000 }])
  })

  it('of many people is one batch', async () => {
    const users = Array.from({ length: 150 }, (_, i) => `u${i}`)
    await road.accept(
      ...users.map((user) => eventOf(user, 'chào')),
      eventOf('p1', 'chào', { account: PAGE.id }),
    )
    expect(await road.turn()).toBe(151)
    await road.quiet()
    await vi.waitFor(async () => expect(new Set(await states(road))).toEqual(new Set(['sent'])))
    expect(road.channels.zalo.texts().length).toBe(150)
    expect(road.channels.messenger.texts()).toEqual(['home.menu'])
  })

  it('keeps what the platform and the person are owed: windows, language, the wish for silence', async () => {
    await say('u1', 'chào')
    await say('u1', 'EN')
    expect(await say('u1', 'STOP')).toEqual(['EN common.stopped'])
    const at = road.clock.now()
    expect(await table(use.db, 'contact')).toMatchObject([{ language: 'en', stopped_at: at }])
    const rows = await table<{ expires_at: number }>(use.db, 'outbox')
    expect(rows.at(-1)?.expires_at).toBe(at + 48 * HOUR)
    await road.accept(eventOf('u1', { kind: 'left' }, { at: at + 1 }))
    await road.turn()
    expect(await table(use.db, 'contact')).toMatchObject([{ left_at: at + 1 }])
  })

  it('keeps the conversation, encrypted, from the consent on, each answer behind what it answers', async () => {
    for (const text of ['chào', 'Label consent']) await say('u1', text)
    expect(await table(use.db, 'message')).toEqual([])
    await say('u1', 'ĐỒNG Ý')
    await say('u1', '0912345678')
    const lines = await table<{ author: string; body: string }>(use.db, 'message')
    expect(lines.map(({ author }) => author)).toEqual(['resident', 'bot', 'resident', 'bot'])
    expect(JSON.stringify(lines)).not.toContain('0912345678')
    expect(road.keyring.open(lines[2]!.body)).toContain('0912345678')
  })

  it('says nothing any more when the time to answer is over', async () => {
    await road.accept(eventOf('u1', 'chào', { at: NOW - 49 * HOUR }))
    await road.turn()
    await road.sendDue()
    expect(road.channels.zalo.sent).toEqual([])
    expect(await states(road)).toEqual(['expired'])
  })

  it('is sent later when the budget is used up', async () => {
    road.budgets.usedUp = true
    expect(await say('u1', 'chào')).toEqual([])
    expect(await states(road)).toEqual(['ready'])
    road.budgets.usedUp = false
    await road.sendDue()
    expect(road.channels.zalo.texts()).toEqual(['home.menu'])
  })

  it('waits behind a reply that is still on its way', async () => {
    road.channels.zalo.fail('UNCERTAIN')
    await say('u1', 'chào')
    expect(await say('u1', 'cảm ơn')).toEqual([])
    expect(await states(road)).toEqual(['uncertain', 'ready'])
    road.clock.advance(8000)
    await road.sendDue()
    await vi.waitFor(async () => expect(await states(road)).toEqual(['sent', 'sent']))
    expect(road.channels.zalo.texts()).toEqual(['home.menu', 'home.menu', 'common.thanks\n\nhome.menu'])
  })
})

describe.runIf(serverUrl)('two instances', () => {
  it('never hold the same conversation', async () => {
    await road.accept(eventOf('u1', 'chào'), eventOf('u2', 'chào'))
    const other = instance()
    let release = () => {}
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    let claimed: string[] = []
    const holding = use.db.transaction(async (tx) => {
      const claims = await claimConversations(tx, [OA.id], 0, NOW, 1)
      claimed = claims.map((claim) => claim.user_id)
      await held
    })
    await vi.waitFor(() => expect(claimed).toEqual(['u1']))
    expect(await other.turn()).toBe(1)
    release()
    await holding
    await other.quiet()
    expect(other.channels.zalo.texts()).toEqual(['home.menu'])
    expect((await inbox()).map((row) => row.user_id)).toEqual(['u1'])
    expect(await other.turn()).toBe(1)
  })

  it('take the next ones when the first are held', async () => {
    await road.accept(...['u1', 'u2', 'u3', 'u4', 'u5'].map((user) => eventOf(user, 'chào')))
    const hold = (limit: number) => {
      let release = () => {}
      const held = new Promise<void>((resolve) => {
        release = resolve
      })
      let claimed: string[] = []
      const done = use.db.transaction(async (tx) => {
        claimed = (await claimConversations(tx, [OA.id], 0, NOW, limit)).map((claim) => claim.user_id)
        await held
      })
      return { users: () => claimed, done, release: () => release() }
    }
    const one = hold(2)
    await vi.waitFor(() => expect(one.users()).toEqual(['u1', 'u2']))
    const two = hold(2)
    two.release()
    await two.done
    expect(two.users()).toEqual(['u3', 'u4'])
    one.release()
    await one.done
  })

  it('hear every message once, in order, however they share the work', async () => {
    const all = [road, instance(), instance()]
    const users = Array.from({ length: 40 }, (_, i) => `u${i}`)
    const lines = ['đăng ký', 'Nguyễn Văn An', '1960', 'đăng ký', 'Trần Thị Bình', 'quay lại']
    for (const [n, line] of lines.entries()) {
      road.clock.advance(5000)
      const events = users.map((user) => eventOf(user, line, { at: NOW + n }))
      await Promise.all(all.map((one, i) => one.accept(...events.filter((_, k) => k % 3 === i))))
      await Promise.all(all.map((one) => one.turn()))
      while ((await inbox()).length > 0) await road.turn()
    }
    await Promise.all(all.map((one) => one.quiet()))
    expect((await runs()).length).toBe(80)
    const answers = (user: string) => all.flatMap((one) => one.channels.zalo.texts(user)).sort()
    for (const user of users) {
      expect(answers(user)).toEqual(
        [
          'register.name',
          'register.name',
          'register.name',
          'register.year',
          'register.year',
          'register.done\n\nhome.menu',
        ].sort(),
      )
    }
  })
})

describe('a message that breaks its turn', () => {
  async function poison() {
    for (const text of ['chào', 'Label fragile']) await say('u1', text)
    await say('u1', 'Label break')
  }

  it('is tried three times with waits, then set aside, and the person is handed to staff with an apology', async () => {
    await poison()
    const dues = []
    for (let attempts = 1; attempts < 3; attempts++) {
      const [row] = await inbox()
      expect(row).toMatchObject({ attempts })
      dues.push(row!.due_at - road.clock.now())
      road.clock.set(row!.due_at - 1)
      expect(await road.turn()).toBe(0)
      road.clock.advance(1)
      await road.turn()
    }
    expect(dues).toEqual([200, 1000])
    await road.quiet()
    expect(await inbox()).toEqual([])
    const [row] = await aside()
    expect(row).toMatchObject({ what: 'event', attempts: 3, reason: 'Error' })
    expect(road.keyring.open(row!.body!)).toContain('Label break')
    expect(road.channels.zalo.texts().at(-1)).toMatch(/^common\.apology code=HT-/)
    expect(await table(use.db, 'conversation')).toMatchObject([{ owner: 'staff' }])
    expect(await table(use.db, 'case')).toMatchObject([{ reason: 'fault' }])
    expect(await say('u1', 'MENU')).toEqual(['common.backFromStaff\n\nhome.menu'])
  })

  it('holds up nobody else, and its own later messages until it is settled', async () => {
    await poison()
    await road.accept(eventOf('u1', 'cảm ơn', { at: road.clock.now() }), eventOf('u2', 'chào'))
    expect(await road.turn()).toBe(1)
    await road.quiet()
    expect(road.channels.zalo.texts('u2')).toEqual(['home.menu'])
    expect((await inbox()).map((row) => row.user_id)).toEqual(['u1', 'u1'])
    for (let n = 0; n < 3; n++) {
      road.clock.advance(5000)
      await road.turn()
    }
    expect(await inbox()).toEqual([])
    expect(await aside()).toHaveLength(1)
  })

  it('costs the others of its batch nothing', async () => {
    for (const user of ['u1', 'u2', 'u3']) for (const text of ['chào', 'Label fragile']) await say(user, text)
    road.clock.advance(5000)
    const at = road.clock.now()
    const words = ['fine', 'break', 'fine']
    await road.accept(...words.map((word, i) => eventOf(`u${i + 1}`, `Label ${word}`, { at })))
    await road.turn()
    await road.quiet()
    expect((await inbox()).map((row) => row.user_id)).toEqual(['u2'])
    expect(road.channels.zalo.texts('u3').at(-1)).toBe('home.menu')
  })

  it('is counted before it is computed, so that one that kills the process is known', async () => {
    const seen: number[] = []
    const watch: EffectHandler = async (tx, items) => {
      const rows = await tx.rows<Row>(sql`select * from inbox`)
      seen.push(...rows.map((row) => row.attempts))
      return items.map(() => ({}))
    }
    road.handlers.set('test.note', watch)
    for (const text of ['chào', 'Label fragile', 'Label late']) await say('u1', text)
    for (let n = 0; n < 3; n++) {
      road.clock.advance(5000)
      await road.turn()
    }
    // Each time once in a batch and then alone, the alone one counted.
    expect(seen).toEqual([0, 1, 1, 2, 2, 3])
  })

  it('leaves nothing of what rooms did for it', async () => {
    road.handlers.set('test.note', async (tx, items) => {
      for (const item of items)
        await tx.rows(sql`
          insert into "case" (contact_id, code, reason, opened_at) values (${item.contactId}, 'X', 'note', 1)`)
      return items.map(() => ({}))
    })
    for (const text of ['chào', 'Label fragile', 'Label late']) await say('u1', text)
    expect(await table(use.db, 'case')).toEqual([])
    for (let n = 0; n < 3; n++) {
      road.clock.advance(5000)
      await road.turn()
    }
    expect(await table(use.db, 'case')).toMatchObject([{ reason: 'fault' }])
  })

  it('is set aside once, with one apology, when two instances give it up at the same time', async () => {
    await poison()
    for (let n = 0; n < 2; n++) {
      const [row] = await inbox()
      if (row!.attempts === 2) break
      road.clock.set(row!.due_at)
      await road.turn()
    }
    const all = [road, instance()]
    const [row] = await inbox()
    expect(row).toMatchObject({ attempts: 2 })
    road.clock.set(row!.due_at)
    await Promise.all(all.map((one) => one.worker.tick()))
    await Promise.all(all.map((one) => one.quiet()))
    expect(await inbox()).toEqual([])
    expect(await aside()).toHaveLength(1)
    const apologies = all.flatMap((one) => one.channels.zalo.texts().filter((text) => /apology/.test(text)))
    expect(apologies).toHaveLength(1)
  })

  it('is set aside at the sixth start when it killed five processes', async () => {
    await say('u1', 'chào')
    await road.accept(eventOf('u1', 'cảm ơn', { at: road.clock.now() }), eventOf('u2', 'chào'))
    await use.db.rows(sql`update inbox set attempts = 5 where user_id = 'u1'`)
    const next = instance()
    await next.worker.start()
    await vi.waitFor(async () => expect(await inbox()).toEqual([]))
    await next.quiet()
    expect(await aside()).toMatchObject([{ attempts: 6, reason: 'KILLED' }])
    expect(next.channels.zalo.texts('u1')[0]).toMatch(/^common\.apology/)
    expect(next.channels.zalo.texts('u2')).toEqual(['home.menu'])
  })

  it('does not count against it that the database went away', async () => {
    await say('u1', 'chào')
    const gone = Object.assign(new Error('gone'), { code: '57P01' })
    let away = true
    const cases = road.handlers.get('case.open')!
    road.handlers.set('case.open', async (tx, items) => {
      if (away) throw gone
      return cases(tx, items)
    })
    await expect(say('u1', 'gặp cán bộ')).rejects.toThrow('gone')
    expect(await inbox()).toMatchObject([{ attempts: 0 }])
    const next = instance()
    next.handlers.set('case.open', road.handlers.get('case.open')!)
    await next.worker.start()
    await new Promise((resolve) => setTimeout(resolve, 200))
    expect(await inbox()).toMatchObject([{ attempts: 0 }])
    away = false
    await vi.waitFor(async () => expect(await inbox()).toEqual([]), 5000)
    expect(await aside()).toEqual([])
  })

  it('does not end in silence because the database went away during the apology', async () => {
    await poison()
    road.clock.advance(5000)
    await road.turn()
    const cases = road.handlers.get('case.open')!
    road.handlers.set('case.open', async () => {
      throw Object.assign(new Error('gone'), { code: '40P01' })
    })
    road.clock.advance(5000)
    await expect(road.turn()).rejects.toThrow('gone')
    road.handlers.set('case.open', cases)
    road.clock.advance(5000)
    await road.turn()
    await road.quiet()
    expect(await inbox()).toEqual([])
    expect(await aside()).toHaveLength(1)
    expect(road.channels.zalo.texts().at(-1)).toMatch(/^common\.apology/)
  })

  it('is set aside, visibly, also when even the apology fails', async () => {
    await poison()
    road.handlers.delete('case.open')
    for (let n = 0; n < 3; n++) {
      road.clock.advance(5000)
      await road.turn()
    }
    expect(await inbox()).toEqual([])
    expect(await aside()).toHaveLength(1)
  })
})

describe('a person who floods', () => {
  const LINES = 120
  /** Thanks without end, and a registration that begins before the end of the first tick and goes on after it. */
  const flood = Array.from(
    { length: LINES },
    (_, i) => ['đăng ký', 'Nguyễn Văn An', '1960'][i - 48] ?? 'cảm ơn',
  )
  const menu = 'common.thanks\n\nhome.menu'
  const answers = [
    ...Array.from({ length: 48 }, () => menu),
    'register.name',
    'register.year',
    'register.done\n\nhome.menu',
    ...Array.from({ length: LINES - 51 }, () => menu),
  ]

  async function flooded() {
    await say('u1', 'chào')
    road.clock.advance(5000)
    const at = road.clock.now()
    await road.accept(...flood.map((text, i) => eventOf('u1', text, { at: at - LINES + i })))
    await road.accept(eventOf('u2', 'chào', { at }))
  }

  const waiting = async (user: string) => (await inbox()).filter((row) => row.user_id === user).length

  it('takes turns with the others, and is heard to the end, in order', async () => {
    road.budgets.usedUp = true
    await flooded()
    const left: number[] = []
    for (let tick = 0; tick < 3; tick++) {
      await road.worker.tick()
      left.push(await waiting('u1'))
      expect(await waiting('u2')).toBe(0)
      await road.accept(eventOf('u2', 'cảm ơn', { at: road.clock.now() }))
    }
    expect(left).toEqual([70, 20, 0])
    const rows = await table<{ user_id: string; body: string }>(use.db, 'outbox')
    const said = (user: string) =>
      rows.filter((row) => row.user_id === user).map(({ body }) => JSON.parse(road.keyring.open(body)).text)
    expect(said('u1').slice(1)).toEqual(answers)
    expect(said('u2')).toEqual(['home.menu', menu, menu])
  })

  it('is heard to the end at once: the rest waits for no poll', async () => {
    await flooded()
    // Not started: it polls nothing, and only one look is asked for.
    road.worker.wake()
    await vi.waitFor(async () => expect(await inbox()).toEqual([]), 5000)
  })

  it('and breaks a turn late in the flood, loses nothing of what is before and behind', async () => {
    for (const text of ['chào', 'Label fragile']) await say('u1', text)
    road.clock.advance(5000)
    const at = road.clock.now()
    const texts = [...Array.from({ length: 52 }, () => 'cảm ơn'), 'Label break', 'cảm ơn']
    await road.accept(...texts.map((text, i) => eventOf('u1', text, { at: at - 100 + i })))
    road.worker.wake()
    await vi.waitFor(
      async () => expect(await inbox()).toMatchObject([{ attempts: 1 }, { attempts: 0 }]),
      5000,
    )
    // Its own next look would count an attempt beside ours.
    await road.worker.stop()
    for (let n = 0; n < 3; n++) {
      road.clock.advance(5000)
      await road.turn()
    }
    expect(await inbox()).toEqual([])
    expect(await aside()).toMatchObject([{ reason: 'Error', attempts: 3 }])
    const said = await table<{ id: number }>(use.db, 'outbox')
    // The menu, the question, fifty-two answers, the apology, and to what came behind that a clerk will answer.
    expect(said.length).toBe(2 + 52 + 1 + 1)
  })
})

describe('other code', () => {
  it('leaves what newer code has written to newer instances, and counts nothing against it', async () => {
    const newer = instance(withVersion('register', 2))
    await say('u1', 'đăng ký', newer)
    expect(await say('u1', 'Nguyễn Văn An')).toEqual([])
    for (let n = 0; n < 5; n++) {
      const [row] = await inbox()
      expect(row).toMatchObject({ attempts: 0, due_at: road.clock.now() + 5000 })
      road.clock.advance(5000)
      await road.turn()
    }
    for (let n = 0; n < 5; n++) {
      const old = instance()
      await old.worker.start()
      await new Promise((resolve) => setTimeout(resolve, 60))
      await old.worker.stop()
    }
    expect(await inbox()).toMatchObject([{ attempts: 0 }])
    expect(await aside()).toEqual([])
    road.clock.advance(5000)
    await newer.turn()
    await newer.quiet()
    expect(newer.channels.zalo.texts()).toEqual(['register.name', 'register.year'])
  })

  it('leaves it even when it killed newer code', async () => {
    const newer = instance(withVersion('register', 2))
    await say('u1', 'đăng ký', newer)
    await road.accept(eventOf('u1', 'Nguyễn Văn An', { at: road.clock.now() }))
    await use.db.rows(sql`update inbox set attempts = 3`)
    const old = instance()
    await old.worker.start()
    await new Promise((resolve) => setTimeout(resolve, 100))
    await old.worker.stop()
    expect(await inbox()).toHaveLength(1)
    expect(await runs()).toEqual(['home', 'register'])
  })

  it('brings older runs up to its version', async () => {
    await say('u1', 'đăng ký')
    const newer = instance(withVersion('register', 2, { 1: (snapshot) => snapshot }))
    expect(await say('u1', 'Nguyễn Văn An', newer)).toEqual(['register.year'])
    const [row] = await use.db.rows<{ version: number }>(sql`select version from run where flow = 'register'`)
    expect(row?.version).toBe(2)
  })

  it('hands a person whose runs it cannot read to staff at once, with an apology, and lets them begin anew', async () => {
    await say('u1', 'đăng ký')
    const newer = instance(withVersion('register', 2))
    expect((await say('u1', 'Nguyễn Văn An', newer))[0]).toMatch(/^common\.apology code=HT-/)
    expect(await runs()).toEqual([])
    expect(await table(use.db, 'timer', 'fire_at')).toEqual([])
    expect(await aside()).toMatchObject([{ reason: 'UnmigratableError' }])
    expect(await say('u1', 'MENU', newer)).toEqual(['common.backFromStaff\n\nhome.menu'])
  })
})

it('messages for accounts that are not configured any more wait, and keep nobody busy', async () => {
  await use.db.rows(sql`insert into account (id, platform) values ('gone', 'zalo') on conflict do nothing`)
  await road.accept(eventOf('u1', 'chào', { account: 'gone' }))
  expect(await road.turn()).toBe(0)
  const next = instance()
  await next.worker.start()
  await next.accept(eventOf('u2', 'chào'))
  next.worker.wake()
  await vi.waitFor(() => expect(next.channels.zalo.texts()).toEqual(['home.menu']))
  expect(await inbox()).toMatchObject([{ user_id: 'u1', attempts: 0 }])
})

it('a worker that is stopped finishes what it holds and takes nothing more', async () => {
  await road.accept(...Array.from({ length: 30 }, (_, i) => eventOf(`u${i}`, 'chào')))
  road.worker.wake()
  await road.worker.stop()
  const left = (await inbox()).length
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect((await inbox()).length).toBe(left)
  road.worker.wake()
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect((await inbox()).length).toBe(left)
  expect([0, 30]).toContain(left)
})
