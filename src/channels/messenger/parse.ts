import { eventKey } from '../../common/ids.ts'
import type { ChannelContext, EventBody, MessengerAccount, Parsed } from '../channel.ts'
import { asList, asObject, cleanText, idText, timeMs } from '../clean.ts'
import { attachmentKinds, changeName, type Kind, kindOf } from './kinds.ts'

type Json = Record<string, unknown>

/** Payload of the Get Started button, as set in the Page's profile. */
export const GET_STARTED = 'GET_STARTED'

/** Meta's own limits of a payload and of an m.me link's `ref`. */
const MAX_PAYLOAD = 1_000
const MAX_REF = 2_083
/** Message ids of one delivery receipt; its watermark covers the others. */
const MAX_MIDS = 1_000

/** Where one event stands, and where its reading goes. */
interface Place {
  account: MessengerAccount
  mask: ChannelContext['mask']
  now: number
  /** `entry.time`, for events without a time of their own. */
  entryTime: unknown
  out: Parsed
}

/** A text cleaned, and masked before anybody else sees it. */
function said(place: Place, text: unknown): Pick<EventBody & { kind: 'message' }, 'text' | 'masked'> {
  if (typeof text !== 'string' || text === '') return { text: '' }
  const { text: safe, masked } = place.mask(cleanText(text))
  return masked.length > 0 ? { text: safe, masked } : { text: safe }
}

function nonEmpty(value: unknown, max: number): string | null {
  return (typeof value === 'string' && cleanText(value, max)) || null
}

function withRef<B extends EventBody>(body: B, ...holders: unknown[]): B {
  for (const holder of holders) {
    const ref = nonEmpty(asObject(asObject(holder)?.['referral'])?.['ref'], MAX_REF)
    if (ref) return { ...body, ref }
  }
  return body
}

function timeOf(place: Place, event: Json): number {
  return timeMs(event['timestamp'], place.now) ?? timeMs(place.entryTime, place.now) ?? place.now
}

/** Keyed by the message id; events without one by person, time as sent, and content. */
function keyOf(place: Place, event: Json, user: string, mid: string | null, body: EventBody): string {
  const { id } = place.account
  if (mid) return eventKey(id, body.kind, mid)
  return eventKey(id, body.kind, user, String(event['timestamp'] ?? place.entryTime), JSON.stringify(body))
}

function emit(place: Place, event: Json, user: string | null, mid: unknown, body: EventBody): void {
  if (!user) {
    const byRef = asObject(event['sender'])?.['user_ref'] !== undefined
    place.out.ignored.push(byRef ? 'user_ref' : 'malformed')
    return
  }
  const key = keyOf(place, event, user, idText(mid), body)
  place.out.events.push({ account: place.account.id, user, key, at: timeOf(place, event), body })
}

function readMessage(place: Place, event: Json, user: string | null): void {
  const message = asObject(event['message']) ?? {}
  if (message['is_deleted'] === true) {
    place.out.ignored.push('message_deleted')
    return
  }
  const payload = nonEmpty(asObject(message['quick_reply'])?.['payload'], MAX_PAYLOAD)
  const attachments = attachmentKinds(message['attachments'])
  const body: EventBody = { kind: 'message', ...said(place, message['text']) }
  if (payload) body.payload = payload
  // What Meta cannot show us at all still deserves an answer.
  if (attachments.length === 0 && !payload && body.text === '') attachments.push('other')
  if (attachments.length > 0) body.attachments = attachments
  emit(place, event, user, message['mid'], withRef(body, message, event))
}

function readPostback(place: Place, event: Json, user: string | null): void {
  const postback = asObject(event['postback']) ?? {}
  const payload = nonEmpty(postback['payload'], MAX_PAYLOAD)
  const title = said(place, postback['title'])
  if (payload === GET_STARTED) {
    emit(place, event, user, postback['mid'], withRef({ kind: 'opened' }, postback, event))
  } else if (payload || title.text) {
    const body: EventBody = { kind: 'message', ...title, ...(payload ? { payload } : {}) }
    emit(place, event, user, postback['mid'], withRef(body, postback, event))
  } else {
    place.out.ignored.push('postback_empty')
  }
}

/** Whether an echo's `app_id` (a JSON number as a rule, rounded when it is a very long one) is ours. */
function isOurs(appId: unknown, account: MessengerAccount): boolean {
  return typeof appId === 'number' ? appId === Number(account.appId) : appId === account.appId
}

/** What the Page said: ours is a receipt, all else was written by a clerk or another app. */
function readEcho(place: Place, event: Json): void {
  const message = asObject(event['message']) ?? {}
  const user = idText(asObject(event['recipient'])?.['id'])
  if (!isOurs(message['app_id'], place.account)) {
    emit(place, event, user, message['mid'], { kind: 'clerk', text: said(place, message['text']).text })
    return
  }
  if (!user) {
    place.out.ignored.push('malformed')
    return
  }
  const mid = idText(message['mid'])
  const metadata = nonEmpty(message['metadata'], MAX_PAYLOAD)
  place.out.receipts.push({
    account: place.account.id,
    user,
    kind: 'echo',
    at: timeOf(place, event),
    messageIds: mid ? [mid] : [],
    ...(metadata ? { metadata } : {}),
  })
}

function readReceipt(place: Place, event: Json, user: string | null, kind: 'delivered' | 'seen'): void {
  const receipt = asObject(event[kind === 'delivered' ? 'delivery' : 'read']) ?? {}
  const messageIds = asList(receipt['mids'])
    .slice(0, MAX_MIDS)
    .map(idText)
    .filter((id) => id !== null)
  const watermark = timeMs(receipt['watermark'], place.now)
  if (!user || (messageIds.length === 0 && watermark === null)) {
    place.out.ignored.push('malformed')
    return
  }
  const at = timeMs(event['timestamp'], place.now) ?? watermark ?? place.now
  const receiptOf = { account: place.account.id, user, kind, at, messageIds }
  place.out.receipts.push(watermark === null ? receiptOf : { ...receiptOf, watermark })
}

function readEvent(place: Place, event: Json, kind: Kind): void {
  const user = idText(asObject(event['sender'])?.['id'])
  switch (kind) {
    case 'message':
      readMessage(place, event, user)
      break
    case 'postback':
      readPostback(place, event, user)
      break
    case 'referral':
      emit(place, event, user, null, withRef({ kind: 'opened' }, event))
      break
    case 'echo':
      readEcho(place, event)
      break
    case 'delivery':
      readReceipt(place, event, user, 'delivered')
      break
    case 'read':
      readReceipt(place, event, user, 'seen')
      break
    default:
      place.out.ignored.push(kind)
  }
}

function readItem(place: Place, item: unknown, standby: boolean): void {
  try {
    const event = asObject(item)
    const kind = event ? kindOf(event) : 'unknown'
    if (!event) place.out.ignored.push('malformed')
    else if (standby && kind !== 'echo') place.out.ignored.push(`standby:${kind}`)
    else readEvent(place, event, kind)
  } catch {
    place.out.ignored.push('malformed') // one odd event never costs the others
  }
}

/**
 * Reads a webhook body of the Messenger Platform. Pure and total: any JSON gives a result, in the order sent.
 * Only entries of `accounts` count (those whose app secret signed the body). Names in `ignored` are a closed set.
 * @param now ms since the epoch: the time of events without a believable one.
 */
export function parseMessenger(
  body: unknown,
  accounts: MessengerAccount[],
  mask: ChannelContext['mask'],
  now: number,
): Parsed {
  const out: Parsed = { events: [], receipts: [], ignored: [] }
  const root = asObject(body)
  if (root?.['object'] !== 'page') return { ...out, ignored: ['not-a-page'] }
  for (const member of asList(root['entry'])) {
    const entry = asObject(member)
    const pageId = idText(entry?.['id'])
    const account = accounts.find((each) => each.pageId === pageId)
    if (!entry || !account) {
      out.ignored.push(entry ? 'foreign-entry' : 'malformed')
      continue
    }
    const place: Place = { account, mask, now, entryTime: entry['time'], out }
    for (const item of asList(entry['messaging'])) readItem(place, item, false)
    for (const item of asList(entry['standby'])) readItem(place, item, true)
    for (const change of asList(entry['changes'])) out.ignored.push(changeName(change))
  }
  return out
}
