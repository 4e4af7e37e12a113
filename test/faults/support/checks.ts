import { sql } from 'kysely'
import { expect } from 'vitest'
import type { Keyring } from '../../../src/common/crypto.ts'
import { textHash } from '../../../src/conversation/turn.ts'
import type { ReceivedMessage } from '../../../src/sandbox/people.ts'
import type { Database } from '../../../src/storage/database.ts'
import { ACCOUNTS } from './emulator.ts'
import type { Resident } from './resident.ts'

/** What a scenario cost, for its line of figures. */
export interface Figures {
  residents: number
  messages: number
  /** Replies that the program sent a second time. */
  resent: number
  /** Replies that a resident saw twice. */
  doubles: number
}

interface Row {
  account_id: string
  platform_id: string
  name: string
  phone: string
  birth_year: number
  place: string
  group_code: string
  registrations: number
  consents: number
  handoffs: string[]
  persons: number
}

/** Everything that must hold of the database once all residents have their link. */
export async function checkEverything(
  db: Database,
  keyring: Keyring,
  residents: Resident[],
): Promise<Figures> {
  await checkSettled(db)
  await checkData(db, keyring, residents)
  for (const resident of residents) resident.readRest()
  return checkDoubles(db, keyring, residents)
}

/** Inbox empty, nothing set aside, every reply sent, or twice unanswered and yet (as its reader went on) received. */
async function checkSettled(db: Database): Promise<void> {
  expect(await db.rows(sql`select account_id, user_id, attempts from inbox`)).toEqual([])
  expect(await db.rows(sql`select what, user_id, reason from set_aside`)).toEqual([])
  const unsent = await db.rows(sql`
    select id, user_id, state, reason, resent, attempts from outbox where state not in ('sent', 'delivered', 'seen', 'uncertain-final')`)
  expect(unsent).toEqual([])
}

/** Each registration is what its resident typed; one consent, one hand-off and one person each; nobody else is there. */
async function checkData(db: Database, keyring: Keyring, residents: Resident[]): Promise<void> {
  const rows = await db.rows<Row>(sql`
    select k.account_id, k.platform_id, r.name, r.phone, r.birth_year, r.place, r.group_code,
      (select count(*) from registration where contact_id = k.id) as registrations,
      (select count(*) from consent where contact_id = k.id) as consents,
      (select json_agg(token_hash) from handoff where contact_id = k.id) as handoffs,
      (select count(*) from contact_person where contact_id = k.id and proof = 'first-account') as persons
    from contact k left join registration r on r.contact_id = k.id`)
  const found = new Map(rows.map((row) => [`${row.account_id} ${row.platform_id}`, row]))
  const wrong = residents.flatMap((resident) => {
    const row = found.get(`${ACCOUNTS[resident.platform]} ${resident.id}`)
    const stored = row?.name && {
      name: keyring.open(row.name),
      phone: keyring.open(row.phone),
      birthYear: row.birth_year,
      place: row.place,
      group: row.group_code,
      counts: [row.registrations, row.consents, row.persons],
      handoffs: row.handoffs,
    }
    const handoffs = [keyring.hash('go-token', resident.link?.split('/go/')[1] ?? '')]
    const told = { ...resident.plan.told, counts: [1, 1, 1], handoffs }
    return JSON.stringify(stored) === JSON.stringify(told) ? [] : [{ id: resident.id, told, stored }]
  })
  expect(wrong.slice(0, 5)).toEqual([])
  expect(rows.length).toBe(residents.length)
}

/** Whatever a resident saw twice is a reply that the program counted as sent a second time. */
async function checkDoubles(db: Database, keyring: Keyring, residents: Resident[]): Promise<Figures> {
  const rows = await db.rows<ReplyRow>(sql`select id, account_id, user_id, text_hash, resent from outbox`)
  const counted = new Map<string, number>()
  const add = (key: string, by: number) => counted.set(key, (counted.get(key) ?? 0) + by)
  for (const row of rows) if (row.resent) add(replyKey(row), 1)
  const resent = rows.filter((row) => row.resent).length
  let doubles = 0
  for (const { platform, id: user_id, doubles: messages } of residents) {
    for (const message of messages) {
      doubles += 1
      const hash = textHash(keyring, message.text)
      add(replyKey({ id: metadata(message), account_id: ACCOUNTS[platform], user_id, text_hash: hash }), -1)
    }
  }
  const uncounted = [...counted].filter(([, left]) => left < 0)
  expect(uncounted).toEqual([])
  return { residents: residents.length, messages: rows.length, resent, doubles }
}

interface ReplyRow {
  id: number
  account_id: string
  user_id: string
  text_hash: string
  resent: boolean
}

/** One reply, as both the outbox and its reader can name it: Messenger carries our id as metadata, Zalo only the words. */
function replyKey({ id, account_id, user_id, text_hash }: Omit<ReplyRow, 'resent'>): string {
  return account_id === ACCOUNTS.messenger ? `reply ${id}` : `${account_id} ${user_id} ${text_hash}`
}

/** @returns the outbox id that came with a message of Messenger, 0 where there is none (Zalo) */
function metadata({ raw }: ReceivedMessage): number {
  return Number(/"metadata":"(\d+)"/.exec(JSON.stringify(raw))?.[1] ?? 0)
}
