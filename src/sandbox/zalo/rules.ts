import type { ZaloSandboxAccount } from '../accounts.ts'
import type { Button, Person } from '../people.ts'
import { type Fields, isFields, isText, isWebAddress, unknownKey } from '../shape.ts'
import { ZaloRefusal } from './errors.ts'

const HOUR = 3_600_000
/** Free answers after the last interaction (facts: Zalo 5.1). */
const FREE_MS = 48 * HOUR
/** After this silence nothing may be sent (facts: Zalo 5.1). */
const WINDOW_MS = 7 * 24 * HOUR
/** Messages to a follower who has not written yet (facts: Zalo 5.1). */
const WELCOMES = 3

// Limits of facts: Zalo 4. Zalo does not say in which unit it counts; here in UTF-16 units.
const TEXT = 2000
const BUTTONS = 5
const TITLE = 100
const PAYLOAD = 1000
const SMS = 160

/** A consultation message that keeps to the shapes and limits. */
export interface CheckedMessage {
  text: string
  buttons: Button[]
}

/** The id that a send names, if it names one. */
export function recipientOf(body: unknown): string | undefined {
  if (!isFields(body) || !isFields(body['recipient'])) return undefined
  const { user_id: id } = body['recipient']
  return isText(id) ? id : undefined
}

/**
 * Checks a body of `/v3.0/oa/message/cs` (facts: Zalo 4.1, 4.2).
 * @param buttonsAllowed the OA's package allows button messages.
 * @throws ZaloRefusal -201 invalid or missing, -210 over a limit, -224 package too low, -233 not offered.
 */
export function checkMessage(body: unknown, buttonsAllowed: boolean): CheckedMessage {
  if (!isFields(body)) throw invalid('body')
  only(body, ['recipient', 'message'], 'body')
  if (!recipientOf(body)) throw invalid('user_id')
  only(body['recipient'] as Fields, ['user_id'], 'recipient')
  const { message } = body
  if (!isFields(message)) throw invalid('message')
  only(message, ['text', 'attachment', 'quote_message_id'], 'message')
  const { text, attachment, quote_message_id: quoted } = message
  if (quoted !== undefined && !isText(quoted)) throw invalid('quote_message_id')
  if (attachment === undefined) return { text: limited(text, TEXT, 'text'), buttons: [] }
  return checkAttachment(text, attachment, buttonsAllowed)
}

function checkAttachment(text: unknown, attachment: unknown, buttonsAllowed: boolean): CheckedMessage {
  if (!isFields(attachment) || !isFields(attachment['payload'])) throw invalid('attachment')
  only(attachment, ['type', 'payload'], 'attachment')
  const payload = attachment['payload']
  const caption = text === undefined ? '' : limited(text, TEXT, 'text')
  if (attachment['type'] === 'file') {
    if (!isText(payload['token'])) throw invalid('token')
    return { text: caption, buttons: [] }
  }
  if (attachment['type'] !== 'template') throw invalid('attachment.type')
  if (payload['template_type'] !== undefined) return checkTemplate(caption, payload)
  only(payload, ['buttons'], 'payload')
  const buttons = checkButtons(payload['buttons'])
  if (caption === '') throw invalid('text')
  if (!buttonsAllowed) throw new ZaloRefusal(-224, 'Your OA needs to upgrade its package to use this API')
  return { text: caption, buttons }
}

/** Templates other than buttons: checked roughly, as no shape of theirs is sure for every kind. */
function checkTemplate(text: string, payload: Fields): CheckedMessage {
  const kind = payload['template_type']
  // `button` is refused in these very words (facts: Zalo 4.2).
  if (kind === 'button') throw new ZaloRefusal(-201, 'Missing template_type params')
  if (kind !== 'media' && kind !== 'request_user_info') {
    throw new ZaloRefusal(-233, 'Message type is not supported')
  }
  const { elements } = payload
  if (!Array.isArray(elements) || elements.length !== 1 || !isFields(elements[0])) throw invalid('elements')
  return { text, buttons: [] }
}

function checkButtons(list: unknown): Button[] {
  if (!Array.isArray(list) || list.length === 0) throw invalid('buttons')
  if (list.length > BUTTONS) throw over('buttons')
  return list.map((button: unknown) => {
    if (!isFields(button)) throw invalid('buttons')
    only(button, ['title', 'type', 'payload', 'image_icon'], 'button')
    return checkButton(limited(button['title'], TITLE, 'title'), button['type'], button['payload'])
  })
}

function checkButton(title: string, type: unknown, payload: unknown): Button {
  if (type === 'oa.query.show' || type === 'oa.query.hide') {
    return { title, kind: 'query', payload: limited(payload, PAYLOAD, 'payload') }
  }
  if (!isFields(payload)) throw invalid('payload')
  const { url, phone_code: phone, content } = payload
  if (type === 'oa.open.url') {
    only(payload, ['url'], 'payload')
    if (!isWebAddress(url)) throw invalid('url')
    return { title, kind: 'url', url }
  }
  const isSms = type === 'oa.open.sms'
  if (!isSms && type !== 'oa.open.phone') throw invalid('button.type')
  only(payload, isSms ? ['content', 'phone_code'] : ['phone_code'], 'payload')
  if (typeof phone !== 'string' || !/^84\d{8,10}$/.test(phone)) throw invalid('phone_code')
  if (isSms) limited(content, SMS, 'content')
  return { title, kind: isSms ? 'sms' : 'phone' }
}

/**
 * Checks a send against the person's chat (facts: Zalo 5.1, 7.1) and counts what it uses up.
 * @throws ZaloRefusal -232 never came, -230 silent for 7 days, -244 restricts the OA, -211 out of quota.
 */
export function checkPerson(account: ZaloSandboxAccount, person: Person | undefined, now: number): Person {
  if (!person) {
    throw new ZaloRefusal(-232, 'User has not interacted with the OA or the interaction is expired')
  }
  if (person.unavailable) throw new ZaloRefusal(-244, 'User has restricted this message type')
  const silent = now - person.lastActAt
  if (silent > WINDOW_MS)
    throw new ZaloRefusal(-230, 'User has not interacted with the OA in the past 7 days')
  if (silent > FREE_MS) {
    const left = account.quotaAfter48h ?? 0
    if (left <= 0) throw new ZaloRefusal(-211, 'Out of quota')
    account.quotaAfter48h = left - 1
  }
  if (!person.hasWritten) {
    if (person.welcomes >= WELCOMES) throw new ZaloRefusal(-211, 'Out of quota: welcome_msg')
    person.welcomes += 1
  }
  return person
}

function only(value: Fields, known: readonly string[], at: string): void {
  const odd = unknownKey(value, known)
  if (odd) throw new ZaloRefusal(-201, `${at} is invalid: ${odd}`)
}

function limited(value: unknown, most: number, at: string): string {
  if (!isText(value)) throw invalid(at)
  if (value.length > most) throw over(at)
  return value
}

function invalid(at: string): ZaloRefusal {
  return new ZaloRefusal(-201, `${at} is invalid`)
}

function over(at: string): ZaloRefusal {
  return new ZaloRefusal(-210, `${at} is over the limit`)
}
