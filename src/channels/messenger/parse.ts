import { eventKey } from '../../common/ids.ts'
import type { ChannelContext, EventBody, MessengerAccount, Parsed } from '../channel.ts'
import { asList, asObject, cleanText, idText, timeMs } from '../clean.ts'
import { echoAuthor, isOurs } from './echoes.ts'
import { attachmentKinds, changeName, type Kind, kindOf } from './kinds.ts'
import { controlOf, policyNotice, templateNotice } from './threads.ts'

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
  /** Another app holds the thread: `entry.standby` in place of `entry.messaging`. */
  standby: boolean
  out: Parsed & Required<Pick<Parsed, 'notices'>>
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

function standing({ standby }: Place): { standby?: true } {
  return standby ? { standby } : {}
}

function readMessage(place: Place, event: Json, user: string | null): void {
  const message = asObject(event['message']) ?? {}
  if (message['is_deleted'] === true) {
    place.out.ignored.push('message_deleted')
    return
  }
  const payload = nonEmpty(asObject(message['quick_reply'])?.['payload'], MAX_PAYLOAD)
  const attachments = attachmentKinds(message['attachments'])
  const body: EventBody = { kind: 'message', ...said(place, message['text']), ...standing(place) }
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
    const body: EventBody = { kind: 'message', ...title, ...standing(place), ...(payload ? { payload } : {}) }
    emit(place, event, user, postback['mid'], withRef(body, postback, event))
  } else {
    place.out.ignored.push('postback_empty')
  }
}

/** The new wording of a message. Known by the message and how often it was changed. */
function readEdit(place: Place, event: Json, user: string | null): void {
  const edit = asObject(event['message_edit']) ?? {}
  const mid = idText(edit['mid'])
  const words = said(place, edit['text'])
  if (!user || !mid || words.text === '') {
    place.out.ignored.push('message_edit.malformed')
    return
  }
  const { id } = place.account
  const count = idText(edit['num_edit']) ?? String(event['timestamp'] ?? place.entryTime)
  const body: EventBody = { kind: 'message', ...words, edits: eventKey(id, 'message', mid) }
  const key = eventKey(id, 'message_edit', mid, count)
  place.out.events.push({ account: id, user, key, at: timeOf(place, event), body })
}

/** A thread changed hands, or is asked for. Nobody's: the next message is ours again, as of the default app. */
function readControl(place: Place, event: Json, kind: Kind): void {
  const { account } = place
  const body = controlOf(kind, event[kind], account)
  if (typeof body === 'string') {
    place.out.ignored.push(body)
    return
  }
  const sender = idText(asObject(event['sender'])?.['id'])
  const user = sender === account.pageId ? idText(asObject(event['recipient'])?.['id']) : sender
  emit(place, event, user, null, body)
}

/** An m.me link into a conversation that is there re-opens the window; a click on an ad does not (facts: messenger 2.3). */
function readReferral(place: Place, event: Json, user: string | null): void {
  const ad = asObject(event['referral'])?.['source'] === 'ADS'
  emit(place, event, user, null, withRef({ kind: 'opened', ...(ad && { ad }) }, event))
}

/** A reaction opens the window as a message does; taking one back says nothing. */
function readReaction(place: Place, event: Json, user: string | null): void {
  const reaction = asObject(event['reaction']) ?? {}
  // The message it stands at is ours: not enough to know the event by.
  if (reaction['action'] === 'react') emit(place, event, user, null, { kind: 'acted' })
  else place.out.ignored.push('reaction')
}

/** What the Page said: ours is a receipt, all else was written by a clerk or another app. */
function readEcho(place: Place, event: Json): void {
  const message = asObject(event['message']) ?? {}
  const user = idText(asObject(event['recipient'])?.['id'])
  if (!isOurs(message['app_id'], place.account)) {
    const author = echoAuthor(message, place.account)
    if (author !== 'clerk') place.out.ignored.push(author)
    else {
      const { text } = said(place, message['text'])
      const within = Number(place.account.autoReplyS ?? 0) * 1000
      const body: EventBody = { kind: 'clerk', text, ...(within > 0 ? { autoWithinMs: within } : {}) }
      emit(place, event, user, message['mid'], body)
    }
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
      readReferral(place, event, user)
      break
    case 'reaction':
      readReaction(place, event, user)
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
    case 'message_edit':
      readEdit(place, event, user)
      break
    case 'pass_thread_control':
    case 'take_thread_control':
    case 'request_thread_control':
      readControl(place, event, kind)
      break
    case 'policy_enforcement':
    case 'policy-enforcement': {
      const notice = policyNotice(event[kind], place.account, timeOf(place, event))
      if (notice) place.out.notices.push(notice)
      else place.out.ignored.push('policy_enforcement')
      break
    }
    default:
      place.out.ignored.push(kind)
  }
}

/** What is read while another app holds the thread: who wrote, and what the Page said. */
const ON_STANDBY: readonly Kind[] = ['message', 'postback', 'echo']

function readItem(place: Place, item: unknown): void {
  try {
    const event = asObject(item)
    const kind = event ? kindOf(event) : 'unknown'
    if (!event) place.out.ignored.push('malformed')
    else if (place.standby && !ON_STANDBY.includes(kind)) place.out.ignored.push(`standby:${kind}`)
    else readEvent(place, event, kind)
  } catch {
    place.out.ignored.push('malformed') // one odd event never costs the others
  }
}

function readChange(place: Place, change: unknown): void {
  const notice = templateNotice(change, place.account)
  if (notice) place.out.notices.push(notice)
  else place.out.ignored.push(changeName(change))
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
  const out = { events: [], receipts: [], ignored: [], notices: [] } as Place['out']
  const root = asObject(body)
  if (root?.['object'] !== 'page') return { events: [], receipts: [], ignored: ['not-a-page'] }
  for (const member of asList(root['entry'])) {
    const entry = asObject(member)
    const pageId = idText(entry?.['id'])
    const account = accounts.find((each) => each.pageId === pageId)
    if (!entry || !account) {
      out.ignored.push(entry ? 'foreign-entry' : 'malformed')
      continue
    }
    const place: Place = { account, mask, now, entryTime: entry['time'], standby: false, out }
    for (const item of asList(entry['messaging'])) readItem(place, item)
    for (const item of asList(entry['standby'])) readItem({ ...place, standby: true }, item)
    for (const change of asList(entry['changes'])) readChange(place, change)
  }
  const { notices, ...rest } = out
  return notices.length > 0 ? out : rest
}
