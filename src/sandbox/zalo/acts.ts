import type { ZaloSandboxAccount } from '../accounts.ts'
import {
  type ActionOf,
  type AttachmentAction,
  isAttachment,
  notHere,
  type SingleAction,
  type TapAction,
} from '../actions.ts'
import type { Person } from '../people.ts'
import { isFields } from '../shape.ts'
import { findButton } from '../taps.ts'
import { byApp, chatEvent, oaEvent, type ZaloEvent } from './webhooks.ts'

const FILE = 'https://cdn.example.invalid/file'

/**
 * The event of an act; a string is the address that a link opens; null: Zalo tells nobody.
 * @param user the id in the event: of a visitor of a web page, or the person's.
 * @throws when the act is impossible or not of Zalo.
 */
export function eventOf(
  account: ZaloSandboxAccount,
  person: Person,
  user: string,
  action: Exclude<SingleAction, { type: 'block' }>,
  id: string,
  at: number,
): ZaloEvent | string | null {
  const said = (name: string, message: object) =>
    chatEvent(account, name, { id: user }, account.oaId, { ...message, msg_id: id }, at)
  const own = (name: string, fields: object) =>
    oaEvent(account, name, { ...fields, ...byApp(account, user) }, at)
  switch (action.type) {
    case 'open':
    case 'leave': {
      const source = (action.type === 'open' && action.source) || 'oa_profile'
      const follower = { id: user }
      return own(action.type === 'open' ? 'follow' : 'unfollow', { follower, source })
    }
    case 'text': {
      const quoted = action.replyTo === undefined ? {} : { quote_msg_id: action.replyTo }
      return said('user_send_text', { text: action.text, ...quoted })
    }
    case 'tap':
      return tapped(person, action, said)
    case 'react': {
      const { messageId = person.received.at(-1)?.id, reaction = '/-heart', remove } = action
      const message = { msg_id: messageId, react_icon: remove ? '/-remove' : reaction }
      return chatEvent(account, 'user_reacted_message', { id: user }, account.oaId, message, at)
    }
    case 'look':
      return looked(account, person, at)
    case 'withdraw':
      return own('user_withdraw', { user_id: user })
    case 'chat-now':
      if (person.hasWritten) return null
      return own('user_click_chatnow', { user_id: user })
    case 'call':
      return own('user_call_oa', { user_id: user })
    case 'call-consent': {
      const answer = action.allow ? 'ALLOW' : 'DENY'
      return own('user_reply_consent', { user_id: user, user_consent: answer, confirmed_time: String(at) })
    }
    case 'submit-info':
      return submitted(account, person, action, at)
    case 'feedback':
      return rated(account, user, action, id, at)
    case 'anonymous':
      return fromVisitor(action, said)
    default:
      if (!isAttachment(action)) throw notHere('Zalo', action.type)
      return attached(action, said)
  }
}

type Said = (name: string, message: object) => ZaloEvent

function tapped(person: Person, action: TapAction, said: Said): ZaloEvent | string {
  const button = findButton(person, action)
  if (button.payload === undefined) return button.url ?? ''
  // There is no postback: a tap is a text that reads like the button's payload (facts: zalo 1.5).
  return said('user_send_text', { text: button.payload })
}

function attached(action: AttachmentAction, said: Said): ZaloEvent {
  const { text, type } = action
  const payload = payloadOf(action)
  // A business card comes as a link (facts: zalo 1.4).
  const sent = type === 'business-card' ? 'link' : type
  return said(`user_send_${type.replace('-', '_')}`, {
    ...(text === undefined ? {} : { text }),
    attachments: [{ type: sent, payload }],
  })
}

/** Payloads of facts: zalo 1.4; numbers are strings there. */
function payloadOf(action: AttachmentAction): object {
  const { type, url = FILE } = action
  switch (type) {
    case 'image':
    case 'gif':
      return { thumbnail: url, url }
    case 'sticker':
      return { id: action.sticker ?? '46990', url }
    case 'audio':
      return { url: action.url ?? `${FILE}.amr` }
    case 'location': {
      const { latitude = 20.9334, longitude = 106.0596 } = action
      return { coordinates: { latitude: String(latitude), longitude: String(longitude) } }
    }
    case 'file': {
      const { name = 'a.docx' } = action
      const ending = name.split('.').at(-1) ?? ''
      return { url, size: '4455', name, checksum: '00'.repeat(16), type: ending }
    }
    case 'business-card': {
      const card = { phone: '84912345678', qrCodeUrl: 'https://qr.example.invalid/' }
      return { thumbnail: url, description: JSON.stringify(card), url }
    }
    case 'link':
    case 'video':
      return { thumbnail: url, description: 'example', url }
    default:
      throw notHere('Zalo', type)
  }
}

function looked(account: ZaloSandboxAccount, person: Person, at: number): ZaloEvent | null {
  const ids = person.unseen.map(({ id }) => id)
  person.unseen = []
  if (ids.length === 0) return null
  const message = account.seenAs === 'msg_id' ? { msg_id: ids.at(-1) } : { msg_ids: ids }
  return chatEvent(account, 'user_seen_message', { id: account.oaId }, person.id, message, at)
}

/** The form that a request_user_info message shows, in both shapes seen (facts: zalo 1.3). @throws when none shows. */
function submitted(
  account: ZaloSandboxAccount,
  person: Person,
  action: ActionOf<'submit-info'>,
  at: number,
): ZaloEvent {
  if (!person.received.some(({ raw }) => asksForInfo(raw))) {
    throw new Error('The OA has not asked this person for name and phone')
  }
  const { name = 'Nguyễn Văn An', phone = '84912345678', address = 'Số 1', ward = 'Mỹ Hào' } = action
  person.shared = { name, phone, address, ward }
  const info = action.old
    ? { address, phone, city: 'Hưng Yên', district: '', name, ward }
    : {
        name,
        phone,
        user_dob: '01/01/1960',
        gender: '1',
        full_address: { user_city: 'Hưng Yên', user_ward: ward, user_address: address },
      }
  return {
    app_id: account.appId,
    sender: { id: person.id },
    recipient: { id: account.oaId },
    ...byApp(account, person.id),
    event_name: 'user_submit_info',
    info,
    timestamp: String(at),
  } as ZaloEvent
}

function asksForInfo(raw: unknown): boolean {
  const message = isFields(raw) ? raw['message'] : undefined
  const attachment = isFields(message) ? message['attachment'] : undefined
  const payload = isFields(attachment) ? attachment['payload'] : undefined
  return isFields(payload) && payload['template_type'] === 'request_user_info'
}

/** Rates a template message (facts: zalo 1.6). */
function rated(
  account: ZaloSandboxAccount,
  user: string,
  { score, text = '', messageId }: ActionOf<'feedback'>,
  id: string,
  at: number,
): ZaloEvent {
  const message = {
    note: text,
    rate: score,
    submit_time: String(at),
    msg_id: messageId ?? id,
    feedbacks: [],
    tracking_id: '',
  }
  return chatEvent(account, 'user_feedback', { id: user }, account.oaId, message, at)
}

function fromVisitor(
  { what, text = '', conversationId = 'c1' }: ActionOf<'anonymous'>,
  said: Said,
): ZaloEvent {
  const content = what === 'text' ? { text } : { attachments: [{ type: what, payload: { url: FILE } }] }
  return said(`anonymous_send_${what}`, { ...content, conversation_id: conversationId })
}
