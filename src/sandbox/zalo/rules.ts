import type { Button } from '../people.ts'
import { type Fields, isFields, isText, isWebAddress, unknownKey } from '../shape.ts'
import { ZaloRefusal } from './errors.ts'
import type { UploadKind } from './uploads.ts'

// Limits of facts: zalo 4. Zalo does not say in which unit it counts; here in UTF-16 units.
const TEXT = 2000
const BUTTONS = 5
const TITLE = 100
const SUBTITLE = 500
const PAYLOAD = 1000
const SMS = 160

/** What the echo of a message is called after. */
export type MessageKind = 'text' | 'image' | 'gif' | 'sticker' | 'file'

/** A consultation message that keeps to the shapes and limits. */
export interface CheckedMessage {
  kind: MessageKind
  text: string
  buttons: Button[]
  /** A file that was uploaded before. */
  upload?: { id: string; kind: UploadKind }
  /** A picture that Zalo is to fetch. */
  url?: string
}

/** The id that a send names, if it names one. */
export function recipientOf(body: unknown): string | undefined {
  if (!isFields(body) || !isFields(body['recipient'])) return undefined
  const { user_id: id } = body['recipient']
  return isText(id) ? id : undefined
}

/**
 * Checks a body of `/v3.0/oa/message/cs` (facts: zalo 4.1, 4.2).
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
  if (attachment === undefined) return { kind: 'text', text: limited(text, TEXT, 'text'), buttons: [] }
  return checkAttachment(text, attachment, buttonsAllowed)
}

function checkAttachment(text: unknown, attachment: unknown, buttonsAllowed: boolean): CheckedMessage {
  if (!isFields(attachment) || !isFields(attachment['payload'])) throw invalid('attachment')
  only(attachment, ['type', 'payload'], 'attachment')
  const payload = attachment['payload']
  const caption = text === undefined ? '' : limited(text, TEXT, 'text')
  if (attachment['type'] === 'file') {
    if (!isText(payload['token'])) throw invalid('token')
    return { kind: 'file', text: caption, buttons: [], upload: { id: payload['token'], kind: 'file' } }
  }
  if (attachment['type'] !== 'template') throw invalid('attachment.type')
  if (payload['template_type'] !== undefined) return checkTemplate(caption, payload)
  only(payload, ['buttons'], 'payload')
  const buttons = checkButtons(payload['buttons'])
  if (caption === '') throw invalid('text')
  if (!buttonsAllowed) throw new ZaloRefusal(-224, 'Your OA needs to upgrade its package to use this API')
  return { kind: 'text', text: caption, buttons }
}

function checkTemplate(text: string, payload: Fields): CheckedMessage {
  const kind = payload['template_type']
  // `button` is refused in these very words (facts: zalo 4.2).
  if (kind === 'button') throw new ZaloRefusal(-201, 'Missing template_type params')
  if (kind !== 'media' && kind !== 'request_user_info') {
    throw new ZaloRefusal(-233, 'Message type is not supported')
  }
  const { elements } = payload
  if (!Array.isArray(elements) || elements.length !== 1 || !isFields(elements[0])) throw invalid('elements')
  return kind === 'media' ? checkMedia(text, elements[0]) : checkRequest(text, elements[0])
}

/** A picture by address or id, a gif with its size, a sticker by id (facts: zalo 4.1). */
function checkMedia(text: string, element: Fields): CheckedMessage {
  only(element, ['media_type', 'url', 'attachment_id', 'width', 'height'], 'element')
  const { media_type: kind, url, attachment_id: id, width, height } = element
  if (kind === 'sticker') {
    if (!isText(id)) throw invalid('attachment_id')
    return { kind, text, buttons: [] }
  }
  if (kind !== 'image' && kind !== 'gif') throw invalid('media_type')
  if ((url === undefined) === (id === undefined)) throw invalid('url or attachment_id')
  if (kind === 'gif' && !(Number(width) > 0 && Number(height) > 0)) throw invalid('width and height')
  if (url !== undefined && !isWebAddress(url)) throw invalid('url')
  if (id !== undefined && !isText(id)) throw invalid('attachment_id')
  return {
    kind,
    text,
    buttons: [],
    ...(isText(id) ? { upload: { id, kind } } : {}),
    ...(isWebAddress(url) ? { url } : {}),
  }
}

/** A form for name and phone, with a public picture (facts: zalo 4.1). */
function checkRequest(text: string, element: Fields): CheckedMessage {
  only(element, ['title', 'subtitle', 'image_url'], 'element')
  const title = limited(element['title'], TITLE, 'title')
  limited(element['subtitle'], SUBTITLE, 'subtitle')
  if (!isWebAddress(element['image_url'])) throw invalid('image_url')
  return { kind: 'text', text: text === '' ? title : text, buttons: [] }
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

/** @throws ZaloRefusal -201 when there is a key beside the known ones. */
export function only(value: Fields, known: readonly string[], at: string): void {
  const odd = unknownKey(value, known)
  if (odd) throw new ZaloRefusal(-201, `${at} is invalid: ${odd}`)
}

/** @throws ZaloRefusal -201 no text, -210 too long. */
export function limited(value: unknown, most: number, at: string): string {
  if (!isText(value)) throw invalid(at)
  if (value.length > most) throw over(at)
  return value
}

/** A missing or wrong parameter. */
export function invalid(at: string): ZaloRefusal {
  return new ZaloRefusal(-201, `${at} is invalid`)
}

/** A parameter over its limit. */
export function over(at: string): ZaloRefusal {
  return new ZaloRefusal(-210, `${at} is over the limit`)
}
