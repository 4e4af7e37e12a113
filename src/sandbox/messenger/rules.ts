import type { MessengerSandboxAccount } from '../accounts.ts'
import type { Person } from '../people.ts'
import { type Fields, isFields, isText, unknownKey } from '../shape.ts'
import { GraphRefusal } from './errors.ts'
import { type CheckedMessage, checkMessage } from './message-rules.ts'

const HOUR = 3_600_000
/** Standard window after the person's last act (facts: Messenger 2.3). */
export const WINDOW_MS = 24 * HOUR
/** HUMAN_AGENT reaches seven days (facts: Messenger 2.4). */
const HUMAN_AGENT_MS = 7 * 24 * HOUR

const BODY_KEYS = [
  'recipient',
  'messaging_type',
  'tag',
  'message',
  'sender_action',
  'payload',
  'notification_type',
  'reply_to',
  'thread_control',
  'access_token',
  'appsecret_proof',
]
const ACTIONS = ['typing_on', 'typing_off', 'mark_seen', 'react', 'unreact']
const NOTIFICATIONS = ['REGULAR', 'SILENT_PUSH', 'NO_PUSH']

/** A request to the Send API that keeps to its shapes and limits. */
export interface CheckedSend {
  recipient: string
  /** Undefined: a sender action, which shows nothing. */
  message?: CheckedMessage
  /** How long after the person's last act this may be sent. */
  windowMs: number
}

/**
 * Checks everything about a send that does not depend on the person.
 * @throws GraphRefusal as the Send API would refuse (facts: Messenger 2.2, 3, 4.2).
 */
export function checkSend(account: MessengerSandboxAccount, body: unknown): CheckedSend {
  if (!isFields(body)) throw new GraphRefusal(100, 'The body must be a JSON object')
  const odd = unknownKey(body, BODY_KEYS)
  if (odd) throw new GraphRefusal(100, `Unexpected key "${odd}"`)
  const recipient = recipientOf(body)
  if (recipient === undefined)
    throw new GraphRefusal(100, 'Param recipient must be an object with a string id')
  if (body['sender_action'] !== undefined) return checkAction(body, recipient)
  if (body['thread_control'] !== undefined) {
    throw new GraphRefusal(100, 'thread_control needs a default app, which this Page has not set')
  }
  const { notification_type: notification, reply_to: replyTo } = body
  if (notification !== undefined && !NOTIFICATIONS.includes(String(notification))) {
    throw new GraphRefusal(100, 'Param notification_type must be one of REGULAR, SILENT_PUSH, NO_PUSH')
  }
  if (replyTo !== undefined && !(isFields(replyTo) && isText(replyTo['mid']))) {
    throw new GraphRefusal(100, 'Param reply_to must be an object with a mid')
  }
  const windowMs = windowOf(account, body)
  if (body['message'] === undefined) throw new GraphRefusal(100, 'Param message is required')
  return { recipient, message: checkMessage(body['message']), windowMs }
}

/** The id that a send names, if it names one. */
export function recipientOf(body: unknown): string | undefined {
  if (!isFields(body) || !isFields(body['recipient'])) return undefined
  const { id } = body['recipient']
  return isText(id) && Object.keys(body['recipient']).length === 1 ? id : undefined
}

function checkAction(body: Fields, recipient: string): CheckedSend {
  const action = String(body['sender_action'])
  if (body['message'] !== undefined) {
    throw new GraphRefusal(100, 'A message and a sender_action cannot be sent together', 2018014)
  }
  if (!ACTIONS.includes(action))
    throw new GraphRefusal(100, `Param sender_action must be one of ${ACTIONS.join(', ')}`)
  const reacts = action === 'react' || action === 'unreact'
  if (reacts !== isFields(body['payload'])) {
    throw new GraphRefusal(100, 'Param payload belongs to react and unreact, and they need it')
  }
  if (unknownKey(body, ['recipient', 'sender_action', 'payload', 'access_token', 'appsecret_proof'])) {
    throw new GraphRefusal(100, 'A sender_action goes with a recipient only')
  }
  return { recipient, windowMs: WINDOW_MS }
}

function windowOf(account: MessengerSandboxAccount, body: Fields): number {
  const { messaging_type: type, tag } = body
  if (tag !== undefined && type !== 'MESSAGE_TAG')
    throw new GraphRefusal(100, 'tag needs messaging_type MESSAGE_TAG')
  if (type === 'RESPONSE' || type === 'UPDATE') return WINDOW_MS
  if (type === 'UTILITY')
    throw new GraphRefusal(100, 'UTILITY needs an approved template, and this Page has none')
  if (type !== 'MESSAGE_TAG') {
    throw new GraphRefusal(100, 'Param messaging_type must be one of RESPONSE, UPDATE, MESSAGE_TAG, UTILITY')
  }
  if (tag === 'HUMAN_AGENT') {
    if (account.humanAgent) return HUMAN_AGENT_MS
    throw new GraphRefusal(200, 'The Human Agent feature is not granted to this app')
  }
  if (tag === 'NON_PROMOTIONAL_SUBSCRIPTION')
    throw new GraphRefusal(10, 'This Page is no registered news publisher')
  // CONFIRMED_EVENT_UPDATE, ACCOUNT_UPDATE and POST_PURCHASE_UPDATE died on 27 Apr 2026 (facts: Messenger 2.4).
  throw new GraphRefusal(100, `Message tag ${String(tag)} is not available`)
}

/**
 * Checks a send against the person's chat.
 * @throws GraphRefusal 100/2018001 unknown, 551/1545041 unavailable, 10/2018278 outside the window.
 */
export function checkPerson(person: Person | undefined, windowMs: number, now: number): Person {
  if (!person) throw new GraphRefusal(100, 'No matching user found', 2018001)
  if (person.unavailable) throw new GraphRefusal(551, 'This person is not available right now', 1545041)
  if (now - person.lastActAt > windowMs) {
    throw new GraphRefusal(10, 'This message is sent outside of allowed window', 2018278)
  }
  return person
}
