import type { ActionOf, AttachmentAction, OpenAction, SingleAction, TapAction } from '../actions.ts'
import { isAttachment, notHere } from '../actions.ts'
import type { Button, Person } from '../people.ts'
import { isFields } from '../shape.ts'
import { findButton } from '../taps.ts'
import type { PageState } from './page.ts'

/** Title of the button that opens a chat. */
const GET_STARTED = 'Bắt đầu'
/** (facts: messenger 7) */
const REF = /^[\w=-]{1,2083}$/
const FILE = 'https://cdn.example.invalid/file'
/** The "Like" thumb (facts: messenger 1.5). */
const THUMB = 369239263222822

/** What an act puts into its event; a string is the address that a link opens; null: the platform tells nobody. */
export type Content = object | string | null

/** What an act says. @throws when it is impossible or not of Messenger. */
export function contentOf(page: PageState, person: Person, action: SingleAction, mid: string): Content {
  switch (action.type) {
    case 'text':
      return {
        message: { mid, text: action.text, ...replyTo(action.replyTo), ...commandIn(page, action.text) },
      }
    case 'tap':
      return tapped(page, person, action, mid)
    case 'open':
      return opened(page, person, action, mid)
    case 'react':
      return reacted(person, action)
    case 'edit':
      return { message_edit: { mid: action.messageId, text: action.text, num_edit: 1 } }
    case 'unsend':
      return { message: { mid: action.messageId, is_deleted: true } }
    case 'look':
      return looked(person)
    case 'optin':
      return optedIn(action)
    case 'feedback':
      return rated(action)
    case 'link-account':
      return {
        account_linking: action.unlink
          ? { status: 'unlinked' }
          : { status: 'linked', authorization_code: action.code ?? 'code' },
      }
    default:
      return attached(action, mid)
  }
}

function attached(action: SingleAction, mid: string): object {
  if (!isAttachment(action) || action.type === 'gif' || action.type === 'business-card') {
    throw notHere('Messenger', action.type)
  }
  const { text } = action
  return { message: { mid, ...(text === undefined ? {} : { text }), attachments: attachmentsOf(action) } }
}

/** (facts: messenger 1.5) */
function attachmentsOf(action: AttachmentAction): object[] {
  const { type, url = FILE } = action
  switch (type) {
    case 'sticker': {
      const payload = { url, sticker_id: Number(action.sticker ?? THUMB) }
      return [{ type: action.old ? 'image' : 'sticker', payload }]
    }
    case 'link':
      return [
        { type: 'fallback', payload: { url: action.url ?? 'https://example.invalid/', title: 'example' } },
      ]
    case 'unsupported':
      return [{ type: 'fallback' }]
    case 'location': {
      const { latitude: lat = 20.93, longitude: long = 106.06 } = action
      return [{ type, payload: { coordinates: { lat, long } } }]
    }
    case 'template':
      return [{ type, payload: { product: { elements: [{ id: '1', title: 'example' }] } } }]
    default:
      return [{ type, payload: { url } }]
  }
}

/** A command of the profile that the text begins with (facts: messenger 1.5). */
function commandIn({ profile }: PageState, text: string): object {
  const names = listed(profile['commands'], 'commands').map((one) => one['name'])
  const name = /^\/(\S+)/.exec(text)?.[1]
  return name !== undefined && names.includes(name) ? { commands: [{ name }] } : {}
}

function replyTo(mid: string | undefined): object {
  return mid === undefined ? {} : { reply_to: { mid, is_self_reply: false } }
}

/**
 * A chat opens: Get Started with the referral in a new one, a referral of its own in one that exists (facts: messenger
 * 7). Ice breakers stand in place of Get Started; that the referral then comes with the first postback or message is
 * the likelier of two readings.
 */
function opened(
  { profile, account }: PageState,
  person: Person,
  { ref, ad }: OpenAction,
  mid: string,
): Content {
  if (ref !== undefined && !REF.test(ref))
    throw new Error('A ref has letters, digits, - _ = only, at most 2,083')
  const referral = account.refsLost ? null : referralOf(ref, ad)
  if (referral && person.hasWritten) return { referral }
  if (profile['ice_breakers'] !== undefined) {
    person.waitingReferral = referral
    return null
  }
  const start = profile['get_started']
  if (!isFields(start)) {
    person.waitingReferral = referral
    return null
  }
  return {
    postback: { mid, title: GET_STARTED, payload: start['payload'], ...(referral ? { referral } : {}) },
  }
}

function referralOf(ref: string | undefined, ad: string | undefined): object | null {
  if (ad !== undefined) {
    const data = { ad_title: 'example', post_id: '1' }
    return { ref: ref ?? '', ad_id: ad, source: 'ADS', type: 'OPEN_THREAD', ads_context_data: data }
  }
  return ref === undefined ? null : { ref, source: 'SHORTLINK', type: 'OPEN_THREAD' }
}

function reacted(person: Person, { messageId, reaction = 'like', remove }: ActionOf<'react'>): object {
  const mid = messageId ?? person.received.at(-1)?.id
  if (mid === undefined) throw new Error('The person has no message to react to')
  const taken = { action: 'unreact', mid }
  return { reaction: remove ? taken : { reaction, emoji: EMOJI[reaction] ?? '👍', action: 'react', mid } }
}

const EMOJI: Record<string, string> = {
  smile: '😆',
  angry: '😡',
  sad: '😢',
  wow: '😮',
  love: '❤',
  like: '👍',
  dislike: '👎',
}

function looked(person: Person): Content {
  const last = person.unseen.at(-1)
  person.unseen = []
  return last ? { read: { watermark: last.at } } : null
}

/** No more `notification_messages` for new integrations (facts: messenger 2.4), but the event is still offered. */
function optedIn({ payload = 'OPTIN', userRef }: ActionOf<'optin'>): object {
  if (userRef !== undefined) return { optin: { ref: payload, user_ref: userRef } }
  return {
    optin: {
      type: 'notification_messages',
      payload,
      notification_messages_token: 'token',
      notification_messages_frequency: 'DAILY',
      notification_messages_timezone: 'Asia/Ho_Chi_Minh',
      token_expiry_timestamp: 2145916800000,
      user_token_status: 'NOT_REFRESHED',
      notification_messages_status: 'RESUME_NOTIFICATIONS',
      title: 'example',
    },
  }
}

function rated({ score, text }: ActionOf<'feedback'>): object {
  if ((text ?? '').length > 400) throw new Error('The form takes at most 400 characters')
  const followUp = text === undefined ? {} : { follow_up: { type: 'free_form', payload: text } }
  const questions = { q1: { type: 'csat', payload: String(score), ...followUp } }
  return { messaging_feedback: { feedback_screens: [{ screen_id: 0, questions }] } }
}

/** What a tap sends; a string is the address that a link opens. */
function tapped(page: PageState, person: Person, action: TapAction, mid: string): object | string {
  const button = fromProfile(page, person, action) ?? findButton(person, action)
  const { title, payload } = button
  const own = button.kind === 'quick-reply' ? ownData(person, title) : undefined
  if (own !== undefined) return { message: { mid, text: own, quick_reply: { payload: own } } }
  if (button.kind === 'quick-reply') return { message: { mid, text: title, quick_reply: { payload } } }
  if (button.kind !== 'postback') return button.url ?? ''
  return { postback: { mid, title, payload } }
}

/** What the person's account knows, offered by a quick reply of its own kind (facts: messenger 3). */
function ownData({ facts }: Person, kind: string): string | undefined {
  if (kind === 'user_phone_number') return `+${facts.phone ?? '84912345678'}`
  return kind === 'user_email' ? 'nguyen.van.an@example.invalid' : undefined
}

/** An item of the persistent menu, or an ice breaker while the person has not written. */
function fromProfile({ profile, menus }: PageState, person: Person, tap: TapAction): Button | undefined {
  if (tap.title === undefined || tap.messageId !== undefined) return undefined
  const menu = itemsOf(menus.get(person.id) ?? profile['persistent_menu'])
  const item = menu.find((one) => one['title'] === tap.title)
  const question = person.hasWritten
    ? undefined
    : itemsOf(profile['ice_breakers']).find((one) => one['question'] === tap.title)
  const payload = item?.['payload'] ?? question?.['payload']
  if (typeof payload === 'string') return { title: tap.title, kind: 'postback', payload }
  return item ? { title: tap.title, kind: 'url', url: String(item['url']) } : undefined
}

function itemsOf(list: unknown): Record<string, unknown>[] {
  return listed(list, 'call_to_actions')
}

/** The entries of a list by language, whatever the language; a flat list is taken as it is. */
function listed(list: unknown, key: string): Record<string, unknown>[] {
  if (!Array.isArray(list)) return []
  return list.filter(isFields).flatMap((one) => {
    const items = one[key]
    return Array.isArray(items) ? items.filter(isFields) : [one]
  })
}
