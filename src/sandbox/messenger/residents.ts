import type { MessengerSandboxAccount } from '../accounts.ts'
import type { Action, ActResult, AttachmentAction, SingleAction, TapAction } from '../actions.ts'
import type { Person } from '../people.ts'
import type { Stage } from '../stage.ts'
import { findButton } from '../taps.ts'
import { echoEvent, envelope, PAGE_INBOX_APP, signedWebhook } from './webhooks.ts'

type MessengerStage = Stage<MessengerSandboxAccount>

/** Title of the button that opens a chat. */
const GET_STARTED = 'Bắt đầu'

/** A resident acts on a Page. @throws when the act is impossible, e.g. a button that does not show. */
export function actOnMessenger(
  stage: MessengerStage,
  account: MessengerSandboxAccount,
  user: string,
  action: Action,
): ActResult {
  const person = stage.people.meet(account.pageId, user)
  const at = stage.clock.now()
  const post = (body: object) => void stage.notify(account, user, signedWebhook(account.appSecret, body))
  if (action.type === 'raw') {
    post(action.body)
    return { ids: [], at }
  }
  const singles = action.type === 'batch' ? action.actions : [action]
  const made = singles.map((one) => perform(stage, account, person, one, at))
  const events = made.flatMap(({ event }) => event ?? [])
  if (events.length > 0) post(envelope(account.pageId, at, events, action.type === 'batch' && action.entries))
  const url = made.find((one) => one.url !== undefined)?.url
  return { ids: made.map(({ mid }) => mid), at, ...(url === undefined ? {} : { url }) }
}

/** A clerk answers from the Page Inbox: the person sees it, the application gets an echo of another app. */
export function clerkOnMessenger(
  stage: MessengerStage,
  account: MessengerSandboxAccount,
  user: string,
  text: string,
): ActResult {
  const at = stage.clock.now()
  const mid = `m_${stage.random.id(24)}`
  const event = echoEvent(account.pageId, user, at, { mid, appId: PAGE_INBOX_APP, text })
  const person = stage.people.meet(account.pageId, user)
  person.receive({ id: mid, at, from: 'clerk', text, buttons: [], raw: { text } })
  void stage.notify(account, user, signedWebhook(account.appSecret, envelope(account.pageId, at, [event])))
  return { ids: [mid], at }
}

interface Made {
  mid: string
  event?: object
  url?: string
}

function perform(
  stage: MessengerStage,
  account: MessengerSandboxAccount,
  person: Person,
  action: SingleAction,
  now: number,
): Made {
  if (action.type === 'leave' || action.type === 'block') {
    // Blocking a Page sends no webhook; the next send finds out (551).
    person.unavailable = true
    return { mid: '' }
  }
  const mid = action.mid ?? `m_${stage.random.id(24)}`
  const event = (content: object) => ({
    sender: { id: person.id },
    recipient: { id: account.pageId },
    timestamp: action.at ?? now,
    ...content,
  })
  const content = action.type === 'tap' ? tapped(person, action, mid) : contentOf(person, action, mid)
  if (typeof content === 'string') return { mid: '', url: content }
  person.acts(now, true)
  if ('message' in content) person.quickRepliesOf = null
  return { mid, event: event(content) }
}

function contentOf(
  person: Person,
  action: Exclude<SingleAction, TapAction | { type: 'leave' | 'block' }>,
  mid: string,
): object {
  if (action.type === 'text') return { message: { mid, text: action.text } }
  if (action.type === 'open') {
    const referral =
      action.ref === undefined ? undefined : { ref: action.ref, source: 'SHORTLINK', type: 'OPEN_THREAD' }
    // In a chat that exists an m.me link is a referral of its own (facts: Messenger 7).
    if (referral && person.hasWritten) return { referral }
    return {
      postback: { mid, title: GET_STARTED, payload: 'GET_STARTED', ...(referral ? { referral } : {}) },
    }
  }
  const { text, type } = action
  return { message: { mid, ...(text === undefined ? {} : { text }), attachments: [attachmentOf(type)] } }
}

/** What a tap sends; a string is the address that a link opens. */
function tapped(person: Person, action: TapAction, mid: string): object | string {
  const button = findButton(person, action)
  const { title, payload } = button
  if (button.kind === 'quick-reply') return { message: { mid, text: title, quick_reply: { payload } } }
  if (button.kind === 'postback') return { postback: { mid, title, payload } }
  return button.url ?? ''
}

const FILE = 'https://cdn.example.invalid/file'

function attachmentOf(type: AttachmentAction['type']): object {
  if (type === 'sticker') return { type, payload: { url: FILE, sticker_id: 369239263222822 } }
  if (type === 'link')
    return { type: 'fallback', payload: { url: 'https://example.invalid/', title: 'example' } }
  if (type === 'location') return { type, payload: { coordinates: { lat: 20.93, long: 106.06 } } }
  return { type, payload: { url: FILE } }
}
