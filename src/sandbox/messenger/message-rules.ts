import type { Button } from '../people.ts'
import { type Fields, isFields, isText, isWebAddress, unknownKey } from '../shape.ts'
import { GraphRefusal } from './errors.ts'

// Limits of facts: Messenger 3. The unit of "characters" is not stated there; counted here in UTF-16 units.
const TEXT_BELOW = 2000
const METADATA_BELOW = 1000
const QUICK_REPLIES = 13
const TITLE = 20
const PAYLOAD = 1000
const TEMPLATE_TEXT = 640
const TEMPLATE_BUTTONS = 3
const MEDIA = ['image', 'audio', 'video', 'file']

/** A message that keeps to the platform's shapes and limits. */
export interface CheckedMessage {
  text: string
  buttons: Button[]
  metadata?: string
  /** `message` as it was sent. */
  body: Fields
}

/** Checks `message` of a send. @throws GraphRefusal 100. */
export function checkMessage(message: unknown): CheckedMessage {
  if (!isFields(message)) throw new GraphRefusal(100, 'Param message must be an object')
  only(message, ['text', 'quick_replies', 'attachment', 'metadata'], 'message')
  const { text, attachment, metadata, quick_replies: quickReplies } = message
  if ((text === undefined) === (attachment === undefined)) {
    throw new GraphRefusal(100, 'Param message must have either text or attachment')
  }
  if (metadata !== undefined) limited(metadata, METADATA_BELOW - 1, 'message[metadata]')
  const quick = quickReplies === undefined ? [] : checkQuickReplies(quickReplies)
  const kept = { body: message, ...(metadata === undefined ? {} : { metadata: String(metadata) }) }
  if (attachment === undefined) {
    limited(text, TEXT_BELOW - 1, 'message[text]')
    return { text: String(text), buttons: quick, ...kept }
  }
  const shown = checkAttachment(attachment)
  return { text: shown.text, buttons: [...shown.buttons, ...quick], ...kept }
}

function checkQuickReplies(list: unknown): Button[] {
  count(list, QUICK_REPLIES, 'quick_replies')
  return (list as unknown[]).map((reply, i) => {
    const at = `quick_replies[${i}]`
    if (!isFields(reply)) throw new GraphRefusal(100, `Param ${at} must be an object`)
    only(reply, ['content_type', 'title', 'payload', 'image_url'], at)
    const { content_type: type, title, payload, image_url: image } = reply
    if (image !== undefined && !isWebAddress(image))
      throw new GraphRefusal(100, `Param ${at}[image_url] must be a URL`)
    if (type === 'user_phone_number' || type === 'user_email') return { title: type, kind: 'quick-reply' }
    if (type !== 'text') throw new GraphRefusal(100, `Param ${at}[content_type] is not valid`)
    return {
      title: limited(title, TITLE, `${at}[title]`),
      payload: limited(payload, PAYLOAD, `${at}[payload]`),
      kind: 'quick-reply',
    }
  })
}

function checkAttachment(attachment: unknown): { text: string; buttons: Button[] } {
  if (!isFields(attachment) || !isFields(attachment['payload'])) {
    throw new GraphRefusal(100, 'Param attachment must be an object with type and payload')
  }
  only(attachment, ['type', 'payload'], 'attachment')
  const { type, payload } = attachment
  if (type === 'template') return checkTemplate(payload as Fields)
  if (!MEDIA.includes(String(type))) throw new GraphRefusal(100, 'Param attachment[type] is not valid')
  const media = payload as Fields
  only(media, ['url', 'attachment_id', 'is_reusable'], 'attachment[payload]')
  if (!isWebAddress(media['url']) && !isText(media['attachment_id'])) {
    throw new GraphRefusal(100, 'Param attachment[payload] needs a url or an attachment_id')
  }
  return { text: '', buttons: [] }
}

function checkTemplate(payload: Fields): { text: string; buttons: Button[] } {
  if (payload['template_type'] !== 'button') {
    throw new GraphRefusal(
      100,
      `Template ${String(payload['template_type'])} is not offered by this emulator`,
    )
  }
  only(payload, ['template_type', 'text', 'buttons', 'sharable'], 'attachment[payload]')
  count(payload['buttons'], TEMPLATE_BUTTONS, 'buttons')
  return {
    text: limited(payload['text'], TEMPLATE_TEXT, 'attachment[payload][text]'),
    buttons: (payload['buttons'] as unknown[]).map((button, i) => checkButton(button, `buttons[${i}]`)),
  }
}

function checkButton(button: unknown, at: string): Button {
  if (!isFields(button)) throw new GraphRefusal(100, `Param ${at} must be an object`)
  const title = limited(button['title'], TITLE, `${at}[title]`)
  if (button['type'] === 'postback') {
    only(button, ['type', 'title', 'payload'], at)
    return { title, kind: 'postback', payload: limited(button['payload'], PAYLOAD, `${at}[payload]`) }
  }
  if (button['type'] !== 'web_url') throw new GraphRefusal(100, `Param ${at}[type] is not valid`)
  only(button, ['type', 'title', 'url', 'webview_height_ratio', 'messenger_extensions', 'fallback_url'], at)
  const { url, webview_height_ratio: height } = button
  if (!isWebAddress(url)) throw new GraphRefusal(100, `Param ${at}[url] must be a URL`)
  if (height !== undefined && !['compact', 'tall', 'full'].includes(String(height))) {
    throw new GraphRefusal(100, `Param ${at}[webview_height_ratio] must be one of compact, tall, full`)
  }
  return { title, kind: 'url', url }
}

function only(value: Fields, known: readonly string[], at: string): void {
  const odd = unknownKey(value, known)
  if (odd) throw new GraphRefusal(100, `Unexpected key "${odd}" on param ${at}`)
}

function limited(value: unknown, most: number, at: string): string {
  if (!isText(value)) throw new GraphRefusal(100, `Param ${at} must be a non-empty string`)
  if (value.length > most) throw new GraphRefusal(100, `Length of param ${at} must be at most ${most}`)
  return value
}

function count(list: unknown, most: number, at: string): void {
  if (!Array.isArray(list) || list.length < 1 || list.length > most) {
    throw new GraphRefusal(100, `Param ${at} must hold 1 to ${most} items`)
  }
}
