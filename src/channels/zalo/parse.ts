import { eventKey } from '../../common/ids.ts'
import type { AccountNotice, ChannelContext, EventBody, Parsed, Receipt, ZaloAccount } from '../channel.ts'
import { asObject, cleanText, idText, timeMs } from '../clean.ts'
import { attachmentKinds } from './attachments.ts'
import { countedName } from './event-names.ts'
import { writtenTimestamp } from './signature.ts'

type Fields = Record<string, unknown> | null

/** One webhook body while it is read. */
interface Reading {
  name: string
  body: Fields
  message: Fields
  at: number
  written: string | undefined
  accounts: ZaloAccount[]
  mask: ChannelContext['mask']
}

/** The account and person of an event, found under the names that its kind uses. */
interface Parties {
  account: string
  user: string
}

type Reader = (r: Reading) => Parsed

/** `msg_id` of the signed sample that the console posts when the webhook is saved (facts: zalo 2.3). */
const CONSOLE_TEST = 'This is message id'

/**
 * Reads one webhook body, whose signature was checked. Total: whatever it is given, it answers with what it
 * understood, and names the rest from a bounded list (`console-test`, `unknown-account`, `<event>.malformed`, `unknown`).
 * @param accounts those for which the signature speaks; events of other OAs are only counted.
 * @param now ms since the epoch, for events whose own time is missing or absurd.
 */
export function parseZalo(
  body: unknown,
  accounts: ZaloAccount[],
  mask: ChannelContext['mask'],
  now: number,
): Parsed {
  const fields = asObject(body)
  const name = fields?.['event_name']
  if (typeof name !== 'string') return ignored('malformed')
  const reader = READERS.get(name)
  if (!reader) return ignored(countedName(name))
  const message = asObject(fields?.['message'])
  if (message?.['msg_id'] === CONSOLE_TEST) return ignored('console-test')
  const written = writtenTimestamp(body)
  return reader({ name, body: fields, message, at: timeMs(written, now) ?? now, written, accounts, mask })
}

function ignored(name: string): Parsed {
  return { events: [], receipts: [], ignored: [name] }
}

/** Finds who is meant, or says why not. */
function between(r: Reading, oa: unknown, person: unknown): Parties | Parsed {
  const oaId = idText(oa)
  const user = idText(person)
  if (oaId === null || user === null) return ignored(`${r.name}.malformed`)
  const account = r.accounts.find((one) => one.oaId === oaId)
  return account ? { account: account.id, user } : ignored('unknown-account')
}

function textOf(r: Reading): string {
  const text = r.message?.['text']
  return typeof text === 'string' ? cleanText(text) : ''
}

function party(r: Reading, name: string): unknown {
  return asObject(r.body?.[name])?.['id']
}

const fromUser = (r: Reading) => between(r, party(r, 'recipient'), party(r, 'sender'))
const fromOa = (r: Reading) => between(r, party(r, 'sender'), party(r, 'recipient'))

function event(r: Reading, who: Parties | Parsed, body: () => EventBody): Parsed {
  if ('events' in who) return who
  const { account, user } = who
  const messageId = idText(r.message?.['msg_id'])
  // Without any id of its own an event is known by its moment, as written: a redelivery repeats it.
  const key = messageId
    ? eventKey(account, r.name, messageId)
    : eventKey(account, r.name, r.written ?? r.at, user)
  return { events: [{ account, user, key, at: r.at, body: body() }], receipts: [], ignored: [] }
}

function receipt(
  r: Reading,
  who: Parties | Parsed,
  rest: Pick<Receipt, 'kind' | 'messageIds' | 'text'>,
): Parsed {
  if ('events' in who) return who
  return { events: [], receipts: [{ ...who, at: r.at, ...rest }], ignored: [] }
}

/**
 * A tap comes back as an ordinary text holding the button's payload (facts: zalo 1.5). Ours start with `#`, which is not
 * part of the payload; the same words typed by hand mean the same.
 */
const TAP = /^#(q:[A-Za-z0-9]{1,12}:[\w.:-]{1,64}|CMD:[\w.:-]{1,64})$/

const message: Reader = (r) =>
  event(r, fromUser(r), () => {
    const plain = textOf(r)
    const tap = TAP.exec(plain.trim())
    if (tap && r.name === 'user_send_text') return { kind: 'message', text: '', payload: tap[1]! }
    const safe = r.mask(plain)
    const attachments = attachmentKinds(r.name, r.message?.['attachments'])
    return {
      kind: 'message',
      text: safe.text,
      ...(attachments.length > 0 && { attachments }),
      ...(safe.masked.length > 0 && { masked: safe.masked }),
    }
  })

const opened: Reader = (r) =>
  event(r, between(r, r.body?.['oa_id'], party(r, 'follower')), () => ({ kind: 'opened' }))
const left: Reader = (r) =>
  event(r, between(r, r.body?.['oa_id'], party(r, 'follower')), () => ({ kind: 'left' }))
const chatOpened: Reader = (r) =>
  event(r, between(r, r.body?.['oa_id'], r.body?.['user_id']), () => ({ kind: 'opened' }))

/**
 * Whom an event concerns that need not name its OA: with a secret that is one account's alone there is no doubt. The
 * quota's event spells the name in its own way (facts: zalo 1.3).
 */
function oaOf(r: Reading): unknown {
  const only = r.accounts.length === 1 ? r.accounts[0]?.oaId : undefined
  return r.body?.['oa_id'] ?? r.body?.['oaId'] ?? only
}

/** Longest name or phone number looked at; what a platform knows of a person is in short fields. */
const MAX_FIELD = 100

/** One field of what was shared, as text: cleaned, and masked where it is no such thing at all. */
function sharedField(r: Reading, value: unknown): string {
  const text = typeof value === 'number' ? idText(value) : value
  return typeof text === 'string' ? r.mask(cleanText(text.trim(), MAX_FIELD)).text : ''
}

/** Name and phone stand in the same place in both shapes (facts: zalo 1.3); the rest is not ours to know. */
const shared: Reader = (r) => {
  const info = asObject(r.body?.['info'])
  const name = sharedField(r, info?.['name'])
  const phone = sharedField(r, info?.['phone'])
  if (name === '' && phone === '') return ignored('user_submit_info.malformed')
  return event(r, fromUser(r), () => ({ kind: 'shared', ...(name && { name }), ...(phone && { phone }) }))
}

const withdrawn: Reader = (r) =>
  event(r, between(r, oaOf(r), r.body?.['user_id'] ?? party(r, 'sender')), () => ({ kind: 'withdrawn' }))

function notice(r: Reading, told: Omit<AccountNotice, 'account' | 'event'>): Parsed {
  const who = between(r, oaOf(r), '0')
  if ('events' in who) return who
  const { account } = who
  return { events: [], receipts: [], ignored: [], notices: [{ account, event: r.name, ...told }] }
}

/**
 * Interactions that say nothing and keep the window for answers open (facts: zalo 5.1). Where their fields stand is not
 * sure: one of which nobody can be told from is only counted.
 */
const acted: Reader = (r) => {
  const user = r.body?.['user_id'] ?? asObject(r.body?.['data'])?.['user_id'] ?? party(r, 'sender')
  const who = between(r, oaOf(r) ?? party(r, 'recipient'), user)
  return 'events' in who && who.ignored[0] === `${r.name}.malformed`
    ? ignored(r.name)
    : event(r, who, () => ({ kind: 'acted' }))
}

const revoked: Reader = (r) => notice(r, { kind: 'revoked', at: r.at })

const quota: Reader = (r) => {
  const value = Number(idText(asObject(r.body?.['quota'])?.['new_value']) ?? Number.NaN)
  return Number.isSafeInteger(value)
    ? notice(r, { kind: 'quota', quota: value })
    : ignored(`${r.name}.malformed`)
}

const template: Reader = (r) => {
  const id = idText(r.body?.['template_id'])
  const status = asObject(r.body?.['status'])?.['new_status']
  return notice(r, {
    kind: 'template',
    ...(id !== null && /^\w{1,40}$/.test(id) && { template: id }),
    ...(typeof status === 'string' && /^[A-Za-z_]{1,40}$/.test(status) && { status }),
  })
}

/** An echo. Only a person who answered in the OA's own tool has `sender.admin_id` (facts: zalo 1.3). */
const echo: Reader = (r) => {
  const said = textOf(r)
  if (asObject(r.body?.['sender'])?.['admin_id']) {
    return event(r, fromOa(r), () => ({ kind: 'clerk', text: r.mask(said).text }))
  }
  const messageIds = messageIdsOf(r)
  return receipt(r, fromOa(r), { kind: 'echo', messageIds, text: said })
}

const delivered: Reader = (r) => {
  // The same name tells of template messages, whose recipient is a phone number: never ours, never stored (1.6).
  if (r.message?.['delivery_time'] !== undefined || r.message?.['tracking_id'] !== undefined) {
    return ignored('user_received_message.template')
  }
  return named(r, 'delivered')
}
const seen: Reader = (r) => named(r, 'seen')

function named(r: Reading, kind: 'delivered' | 'seen'): Parsed {
  const messageIds = messageIdsOf(r)
  return messageIds.length > 0 ? receipt(r, fromOa(r), { kind, messageIds }) : ignored(`${r.name}.malformed`)
}

const MAX_IDS = 100

/** `msg_ids` or `msg_id`: public code reads both (facts: zalo 1.3). */
function messageIdsOf(r: Reading): string[] {
  const many = r.message?.['msg_ids']
  const all = Array.isArray(many) ? many.slice(0, MAX_IDS) : [r.message?.['msg_id']]
  return all.map(idText).filter((one) => one !== null)
}

const READERS: ReadonlyMap<string, Reader> = new Map([
  ...['text', 'image', 'gif', 'link', 'audio', 'video', 'sticker', 'location', 'file', 'business_card'].map(
    (kind): [string, Reader] => [`user_send_${kind}`, message],
  ),
  ...['text', 'image', 'gif', 'list', 'file', 'sticker', 'template'].map((kind): [string, Reader] => [
    `oa_send_${kind}`,
    echo,
  ]),
  ['follow', opened],
  ['unfollow', left],
  ['user_click_chatnow', chatOpened],
  ['user_call_oa', acted],
  ['widget_interaction_accepted', acted],
  ['user_submit_info', shared],
  ['user_withdraw', withdrawn],
  ['permission_revoked', revoked],
  ['change_oa_daily_quota', quota],
  ...['status', 'quality', 'quota'].map((what): [string, Reader] => [`change_template_${what}`, template]),
  ['change_oa_template_tags', template],
  ['user_received_message', delivered],
  ['user_seen_message', seen],
])
