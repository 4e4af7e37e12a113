import type { ZaloSandboxAccount } from '../accounts.ts'
import type { Action, ActResult, AttachmentAction, SingleAction } from '../actions.ts'
import type { Person } from '../people.ts'
import type { Stage } from '../stage.ts'
import { findButton } from '../taps.ts'
import { chatEvent, signedWebhook } from './webhooks.ts'

type ZaloStage = Stage<ZaloSandboxAccount>

/** A clerk of the emulated OA in its chat tool. */
const ADMIN_ID = '4242424242424242424'

/** A resident acts on an OA. @throws when the act is impossible, e.g. a button that does not show. */
export function actOnZalo(
  stage: ZaloStage,
  account: ZaloSandboxAccount,
  user: string,
  action: Action,
): ActResult {
  const at = stage.clock.now()
  if (action.type === 'batch') throw new Error('Zalo sends one event in a webhook: batches are of Messenger')
  const post = (event: object) => void stage.notify(account, user, signedWebhook(account, event))
  if (action.type === 'raw') {
    post(action.body)
    return { ids: [], at }
  }
  const person = stage.people.meet(account.oaId, user)
  if (action.type === 'block') {
    person.unavailable = true
    return { ids: [''], at }
  }
  const id = action.mid ?? stage.random.id(20)
  const made = eventOf(account, person, action, id, action.at ?? at)
  if (typeof made === 'string') return { ids: [''], at, url: made }
  if (action.type !== 'leave') person.acts(at, action.type !== 'open')
  post(made)
  return { ids: [action.type === 'open' || action.type === 'leave' ? '' : id], at }
}

/** A clerk answers in the OA's chat tool: an echo that carries `sender.admin_id` (facts: Zalo 1.3). */
export function clerkOnZalo(
  stage: ZaloStage,
  account: ZaloSandboxAccount,
  user: string,
  text: string,
): ActResult {
  const at = stage.clock.now()
  const id = stage.random.id(20)
  const sender = { id: account.oaId, admin_id: ADMIN_ID }
  const person = stage.people.meet(account.oaId, user)
  person.receive({ id, at, from: 'clerk', text, buttons: [], raw: { text } })
  const event = chatEvent(account, 'oa_send_text', sender, user, { text, msg_id: id }, at)
  void stage.notify(account, user, signedWebhook(account, event))
  return { ids: [id], at }
}

/** The event of an act; a string is the address that a link opens. */
function eventOf(
  account: ZaloSandboxAccount,
  person: Person,
  action: Exclude<SingleAction, { type: 'block' }>,
  id: string,
  at: number,
): object | string {
  if (action.type === 'open' || action.type === 'leave') {
    const follows = action.type === 'open'
    return {
      oa_id: account.oaId,
      follower: { id: person.id },
      event_name: follows ? 'follow' : 'unfollow',
      source: 'oa_profile',
      app_id: account.appId,
      timestamp: String(at),
    }
  }
  const said = (name: string, message: object) =>
    chatEvent(account, name, { id: person.id }, account.oaId, { ...message, msg_id: id }, at)
  if (action.type === 'text') return said('user_send_text', { text: action.text })
  if (action.type !== 'tap') {
    const { text, type } = action
    return said(`user_send_${type}`, {
      ...(text === undefined ? {} : { text }),
      attachments: [{ type, payload: attachmentOf(type) }],
    })
  }
  const button = findButton(person, action)
  if (button.payload === undefined) return button.url ?? ''
  // There is no postback: a tap is a text that reads like the button's payload (facts: Zalo 1.5).
  return said('user_send_text', { text: button.payload })
}

const FILE = 'https://cdn.example.invalid/file'

/** Payloads of facts: Zalo 1.4; numbers are strings there. */
function attachmentOf(type: AttachmentAction['type']): object {
  switch (type) {
    case 'image':
      return { thumbnail: FILE, url: FILE }
    case 'sticker':
      return { id: '46990', url: FILE }
    case 'audio':
      return { url: `${FILE}.amr` }
    case 'location':
      return { coordinates: { latitude: '20.9334', longitude: '106.0596' } }
    case 'file':
      return { url: FILE, size: '4455', name: 'a.docx', checksum: '00'.repeat(16), type: 'docx' }
    default:
      return { thumbnail: FILE, description: 'example', url: FILE }
  }
}
